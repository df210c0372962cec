"""Stages side by side, and those that do not exist."""

import itertools
import subprocess
import sys
from pathlib import Path

from tests.infra.synthesis import run_app

# A role's policy has its name within the role only.
LOCAL_NAMES = {"PolicyName"}


def account_wide_names(synthesis):
    resources = [
        (resource.type, value)
        for resource in synthesis.all()
        for key, value in resource.properties.items()
        if key.endswith("Name") and key not in LOCAL_NAMES and isinstance(value, str)
    ]
    exports = [
        ("export", output["Export"]["Name"])
        for template in synthesis.templates.values()
        for output in template.get("Outputs", {}).values()
        if "Export" in output
    ]
    return [*resources, *exports, *(("stack", stack) for stack in synthesis.templates)]


def pairs(stages):
    return itertools.permutations(stages.values(), 2)


def test_a_name_is_given_once(dev):
    found = account_wide_names(dev)
    assert found
    assert len(set(found)) == len(found)


def test_two_stages_share_no_name(stages):
    for one, other in pairs(stages):
        assert set(account_wide_names(one)).isdisjoint(account_wide_names(other))


def test_a_stage_mentions_nothing_of_another(stages):
    for one, other in pairs(stages):
        assert f"stepgraph-{one.stage}-" in one.text
        assert f"stepgraph-{one.stage}-" not in other.text


def test_a_stack_has_room_to_grow(dev):
    assert max(len(template["Resources"]) for template in dev.templates.values()) <= 350


def test_templates_pass_cfn_lint(dev):
    # W3005: CDK names a role as a dependency that a GetAtt names already.
    command = [str(Path(sys.executable).with_name("cfn-lint")), "--ignore-checks", "W3005", "--"]
    ran = subprocess.run(
        [*command, *map(str, dev.files)], check=False, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_an_unknown_stage_is_a_plain_error_that_names_the_file():
    ran = run_app("nowhere")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr == (
        "There is no stage 'nowhere': config/nowhere.toml is missing. "
        "Use one of: dev, prod, staging; or write that file.\n"
    )
