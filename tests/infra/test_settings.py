"""config/<stage>.toml."""

import pytest

from infra_cdk.settings import load_settings
from stepgraph.errors import ConfigurationError
from tests.infra.synthesis import ROOT

GOOD = """
log_retention_days = 7
removal_policy = "destroy"
[throttle]
rate = 20
burst = 40
[node]
memory_mb = 512
timeout_seconds = 60
[service]
memory_mb = 512
timeout_seconds = 60
"""


@pytest.fixture
def load(tmp_path):
    def load(text, stage="dev"):
        (tmp_path / "config").mkdir()
        (tmp_path / "config" / f"{stage}.toml").write_text(text)
        return load_settings(tmp_path, stage)

    return load


@pytest.mark.parametrize("file", sorted((ROOT / "config").glob("*.toml")), ids=lambda one: one.stem)
def test_the_settings_of_this_bundle_are_valid(file):
    assert load_settings(ROOT, file.stem).node.memory_mb


def test_settings_are_read(load):
    settings = load(GOOD)
    assert (settings.throttle.burst, settings.service.timeout_seconds) == (40, 60)


def test_the_region_is_optional(load):
    assert load(GOOD).region is None


def test_a_region_can_be_given(load):
    assert load(f'region = "eu-west-1"\n{GOOD}').region == "eu-west-1"


def test_every_error_is_told_at_once_with_its_place(load):
    text = (
        GOOD.replace("= 7", "= 8")
        .replace("destroy", "burn")
        .replace("rate = 20", 'rate = "20"')
        .replace("burst = 40", "bursts = 40")
        .replace("timeout_seconds = 60", "timeout_seconds = 901")
    )
    with pytest.raises(ConfigurationError) as error:
        load(f'region = "Europe"\n{text}')
    said = str(error.value)
    assert said.startswith("config/dev.toml has errors:\n")
    for place in (
        "region",
        "log_retention_days",
        "removal_policy",
        "throttle.rate",
        "throttle.burst",
        "throttle.bursts",
        "node.timeout_seconds",
        "service.timeout_seconds",
    ):
        assert f"\n  {place}: " in said


def test_an_error_shows_what_was_found(load):
    with pytest.raises(ConfigurationError, match=r"memory_mb: .*128.* \(it is 64\)"):
        load(GOOD.replace("memory_mb = 512", "memory_mb = 64", 1))


def test_a_missing_key_does_not_show_what_stands_around_it(load):
    with pytest.raises(ConfigurationError, match=r"node\.memory_mb: Field required\n"):
        load(GOOD.replace("memory_mb = 512\n", "", 1))


def test_a_retention_names_the_days_that_there_are(load):
    with pytest.raises(ConfigurationError, match=r"use one of 1, 3, 7, 14, .* \(it is 8\)"):
        load(GOOD.replace("= 7", "= 8"))


def test_what_is_not_toml_is_told_with_its_line(load):
    with pytest.raises(ConfigurationError, match=r"config/dev\.toml is not TOML: .*line 1"):
        load("rate 20")


@pytest.mark.parametrize("stage", ["a-b", "Dev", "1st", "../dev", "", "x" * 17])
def test_a_stage_whose_name_could_meet_another_is_refused(stage):
    with pytest.raises(ConfigurationError, match="cannot be the name of a stage"):
        load_settings(ROOT, stage)


def test_an_unknown_stage_names_its_file_and_those_there_are(load, tmp_path):
    load(GOOD)
    with pytest.raises(ConfigurationError, match=r"config/beta\.toml is missing.* dev;"):
        load_settings(tmp_path, "beta")
