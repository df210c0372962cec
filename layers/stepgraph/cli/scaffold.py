"""The files of a new graph."""

from __future__ import annotations

import keyword
import re
import tomllib
from importlib.resources import files
from pathlib import Path
from string import Template

from stepgraph.errors import ScaffoldError
from stepgraph.ops.bundle import FILE

_NAME = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
# A folder's name and a part of a Lambda's; longer ones would only be cut there.
_MAX_NAME_LENGTH = 40
_TABLE = re.compile(r"^\s*\[\s*graphs\s*\]\s*(#.*)?$", re.MULTILINE)
_NEXT_TABLE = re.compile(r"^\s*\[", re.MULTILINE)


def scaffold_graph(root: Path, name: str) -> tuple[Path, Path, Path]:
    """Write the files and the line; all is checked before anything is written."""
    _require_name(name)
    folder = root / "functions" / "graphs" / name
    made = {
        folder / "__init__.py": "init",
        folder / "graph.py": "graph",
        root / "tests" / "unit" / "functions" / "graphs" / f"test_{name}.py": "test",
    }
    for file in made:
        if file.exists():
            raise ScaffoldError(f"{file} is there already.", "Take another name, or remove it.")
    listing = _with_line(root / FILE, name)
    for file, template in made.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(_filled(template, name))
    (root / FILE).write_text(listing)
    init, code, test = made
    return init, code, test


def _require_name(name: str) -> None:
    reason = _fault(name)
    if reason:
        raise ScaffoldError(
            f"A graph cannot be called {name!r}: {reason}.",
            "Use lower-case letters, digits and _, as in support_desk.",
        )


def _fault(name: str) -> str | None:
    if not _NAME.fullmatch(name):
        return "it is to be the name of a Python package"
    if keyword.iskeyword(name) or keyword.issoftkeyword(name):
        return "that is a word of Python's own"
    if len(name) > _MAX_NAME_LENGTH:
        return f"it has more than {_MAX_NAME_LENGTH} characters"
    return None


def _with_line(file: Path, name: str) -> str:
    """The listing with the graph in it; the comments and the order of the rest stay."""
    before = file.read_text()
    wanted = tomllib.loads(before)
    if name in wanted.get("graphs", {}):
        raise ScaffoldError(f"{file} has a graph {name!r} already.", "Take another name.")
    line = f'{name} = "functions.graphs.{name}:graph"'
    after = _inserted(before, line)
    wanted.setdefault("graphs", {})[name] = f"functions.graphs.{name}:graph"
    if not _reads_as(after, wanted):
        raise ScaffoldError(
            f"{file} lists its graphs in a way that cannot be added to.",
            f"Write them below a line [graphs], or add this there yourself: {line}",
        )
    return after


def _inserted(text: str, line: str) -> str:
    """Below the last entry of [graphs]; in a table of its own where there is none."""
    table = _TABLE.search(text)
    if table is None:
        return f"{text.rstrip()}\n\n[graphs]\n{line}\n".lstrip()
    following = _NEXT_TABLE.search(text, table.end())
    end = following.start() if following else len(text)
    entries = text[:end].rstrip()
    return f"{entries}\n{line}\n{text[len(entries) :].removeprefix('\n')}"


def _reads_as(text: str, wanted: object) -> bool:
    try:
        return tomllib.loads(text) == wanted
    except tomllib.TOMLDecodeError:
        return False


def _filled(template: str, name: str) -> str:
    source = files("stepgraph.cli") / "templates" / "graph" / f"{template}.py.txt"
    return Template(source.read_text()).substitute(name=name)
