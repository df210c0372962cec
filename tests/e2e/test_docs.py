"""The documentation does what it says."""

from __future__ import annotations

import re
import runpy
import shlex
from pathlib import Path

import pytest

from stepgraph.cli import main
from tests.conftest import ROOT

PAGES = ("README.md", "docs/guide.md", "docs/how-to/errors-and-retries.md")


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", (ROOT / page).read_text(), re.DOTALL | re.M)


def python_blocks(page: str) -> list[str]:
    return blocks(page, "python")


@pytest.mark.parametrize("page", PAGES)
def test_the_python_of_a_page_runs(
    page: str, api_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = python_blocks(page)
    assert found
    for block in found:
        script = tmp_path / "block.py"
        script.write_text(block.replace("http://127.0.0.1:2024", api_url))
        runpy.run_path(str(script))
        shown = capsys.readouterr().out
        for promise in re.findall(r"^ *print\(.*\) +# (.+)$", block, re.M):
            assert promise in shown


COMMANDS = [
    line.removeprefix("$ stepgraph ")
    for page in PAGES
    for block in blocks(page, "console")
    for line in block.splitlines()
    if line.startswith("$ stepgraph ") and "--on" not in line
]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_a_page_runs(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    assert main(shlex.split(command)) == 0
    assert capsys.readouterr().out


def test_the_make_targets_of_the_readme_are_there() -> None:
    targets = re.findall(r"^\$ make (\w+)", (ROOT / "README.md").read_text(), re.M)
    makefile = (ROOT / "Makefile").read_text()
    assert targets == ["run", "test"]
    assert all(re.search(rf"^{target}:", makefile, re.M) for target in targets)


@pytest.mark.parametrize(
    "page", [*PAGES, *(str(p.relative_to(ROOT)) for p in ROOT.glob("docs/**/*.md"))]
)
def test_the_links_of_a_page_lead_somewhere(page: str) -> None:
    links = re.findall(r"\]\(((?!https?:|#)[^)#]+)", (ROOT / page).read_text())
    folder = (ROOT / page).parent
    assert [link for link in links if not Path(folder / link).exists()] == []
