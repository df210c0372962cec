"""The page of problems lists those that there are."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[4]
PAGE = ROOT / "docs" / "reference" / "graph-problems.md"
SOURCES = ROOT / "layers" / "stepgraph" / "graph" / "validation"


def test_every_code_is_on_the_page_and_the_page_has_no_others():
    source = "".join(file.read_text() for file in SOURCES.glob("*.py"))
    codes = set(re.findall(r'Problem\(\s*"([A-Z_]+)"', source))
    table = PAGE.read_text().partition("From `stepgraph validate`")[0]
    assert set(re.findall(r"^\| `([A-Z_]+)` ", table, re.M)) == codes
