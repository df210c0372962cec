"""What a newcomer reads first is true."""

import re
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
import yaml  # type: ignore[import-untyped]
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).parents[2]
PAGES = ["CONTRIBUTING.md", "CODE_OF_CONDUCT.md", "SECURITY.md", "CHANGELOG.md"]
PULL_REQUEST = ".github/PULL_REQUEST_TEMPLATE.md"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def text(page):
    return (ROOT / page).read_text()


def parsed(page):
    # YAML 1.1 takes a workflow's `on` for true.
    return yaml.load(text(page), yaml.BaseLoader)


@pytest.mark.parametrize("page", [*PAGES, PULL_REQUEST])
def test_the_links_of_a_page_lead_somewhere(page):
    links = re.findall(r"\]\(((?!https?:|#)[^)#]+)", text(page))
    assert [link for link in links if not ((ROOT / page).parent / link).exists()] == []


@pytest.mark.parametrize("page", [*PAGES, *(str(p) for p in ROOT.glob(".github/**/*.md"))])
def test_no_page_names_an_address(page):
    assert not re.search(r"\S+@\S+\.\S+", text(page))


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", PULL_REQUEST, ".pre-commit-config.yaml"])
def test_every_target_that_a_page_names_is_there(page):
    calls = re.findall(r"(?:`|\$ |entry: )make ([a-z]+(?: [a-z]+)*)", text(page))
    named = {target for call in calls for target in call.split()}
    assert named
    assert named <= TARGETS


def test_the_layers_of_the_contributing_page_are_those_that_are_checked():
    contract = PROJECT["tool"]["importlinter"]["contracts"][0]["layers"]
    checked = {name: rank for rank, row in enumerate(contract) for name in re.findall(r"\w+", row)}
    drawing = re.search(r"```\n(cli.*?)```", text("CONTRIBUTING.md"), re.DOTALL)
    assert drawing
    ranks = [[checked[name] for name in row.split(" | ")] for row in drawing[1].splitlines()]
    assert all(max(upper) < min(lower) for upper, lower in pairwise(ranks))


def test_the_changelog_begins_with_what_is_unreleased():
    headings = re.findall(r"^## (.+)$", text("CHANGELOG.md"), re.MULTILINE)
    assert headings[0] == "[Unreleased]"
    kinds = set(re.findall(r"^### (.+)$", text("CHANGELOG.md"), re.MULTILINE))
    assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def steps():
    (job,) = parsed(".github/workflows/ci.yml")["jobs"].values()
    return job["steps"]


def test_the_workflow_runs_what_contributors_run():
    assert "make check test" in [step.get("run") for step in steps()]


def test_the_workflow_covers_every_python_that_is_supported():
    (job,) = parsed(".github/workflows/ci.yml")["jobs"].values()
    pythons = job["strategy"]["matrix"]["python"]
    assert set(SpecifierSet(PROJECT["project"]["requires-python"]).filter(pythons)) == set(pythons)
    assert {"3.12", "3.13"} <= set(pythons)


def test_the_workflow_uses_githubs_own_actions_only_and_may_only_read():
    used = {step["uses"].partition("@")[0] for step in steps() if "uses" in step}
    assert used == {"actions/checkout", "actions/setup-python"}
    assert parsed(".github/workflows/ci.yml")["permissions"] == {"contents": "read"}


def test_the_hooks_are_local():
    repositories = parsed(".pre-commit-config.yaml")["repos"]
    assert [one["repo"] for one in repositories] == ["local"]


@pytest.mark.parametrize("page", ["bug", "feature"])
def test_an_issue_template_asks_for_what_each_field_names(page):
    template = parsed(f".github/ISSUE_TEMPLATE/{page}.yml")
    fields = [one for one in template["body"] if one["type"] != "markdown"]
    assert template["name"]
    assert template["description"]
    assert all(field["id"] and field["attributes"]["label"] for field in fields)
    assert any(field.get("validations", {}).get("required") == "true" for field in fields)
