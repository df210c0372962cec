"""The repository holds together: its locks, its Makefile, its settings."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
EXTRAS = PROJECT["project"]["optional-dependencies"]
GROUPS = PROJECT["dependency-groups"]
WANTED = {
    "users": [*(name for names in EXTRAS.values() for name in names), *GROUPS["build"]],
    "dev": GROUPS["dev"],
    "peers": GROUPS["peers"],
    "uv": GROUPS["uv"],
}


def lock(name: str) -> str:
    return (ROOT / "requirements" / f"{name}.txt").read_text()


def requirements(name: str) -> list[str]:
    """Each requirement with its hashes, on one line."""
    lines = lock(name).replace("\\\n", "").splitlines()
    return [line for line in lines if line and not line.lstrip().startswith("#")]


def pins(name: str) -> dict[str, str]:
    """The version of each package, by its name and marker."""
    found = {}
    for line in requirements(name):
        pin = Requirement(line.partition("--hash")[0].strip())
        found[f"{pin.name};{pin.marker or ''}"] = str(pin.specifier)
    return found


def versions(name: str) -> dict[str, str]:
    return {key.partition(";")[0]: pin.removeprefix("==") for key, pin in pins(name).items()}


@pytest.mark.parametrize("name", WANTED)
def test_a_lock_names_no_address(name):
    assert not re.search(r"://|file:|--(extra-)?index|--find-links|\s/|~/", lock(name))


@pytest.mark.parametrize("name", WANTED)
def test_every_requirement_is_an_exact_version_with_a_hash(name):
    lines = requirements(name)
    assert lines
    assert [line for line in lines if not re.search(r"^[\w.-]+==\S+ .*--hash=sha256:", line)] == []


@pytest.mark.parametrize("name", WANTED)
def test_a_lock_satisfies_what_the_project_asks_for(name):
    locked = versions(name)
    for text in WANTED[name]:
        wanted = Requirement(text)
        assert locked[wanted.name] in wanted.specifier, f"run make lock: {text}"


def test_development_has_the_versions_that_users_have():
    assert pins("users").items() <= pins("dev").items()


def test_peers_stay_out_of_the_product():
    peers = {Requirement(text).name for text in GROUPS["peers"]}
    assert peers.isdisjoint(versions("dev"))


def test_the_wheel_alone_needs_nothing():
    assert PROJECT["project"]["dependencies"] == []


def test_the_preferred_python_is_one_that_the_project_supports():
    preferred = (ROOT / ".python-version").read_text().strip()
    assert preferred in SpecifierSet(PROJECT["project"]["requires-python"])


def test_make_explains_every_target_that_a_person_calls():
    rules = re.findall(r"^([a-z]+):(.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert [target for target, rest in rules if "## " not in rest] == []
    promised = {"run", "test", "check", "bench", "synth", "soak", "lock", "cov", "clean", "setup"}
    assert promised <= {target for target, _ in rules}
