from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent

import pytest

HEAD = """\
from typing import Any, TypedDict
from stepgraph.graph import END, START, StateGraph

class State(TypedDict, total=False):
    value: Any

def step(state: State) -> dict[str, Any]:
    return {"value": 1}

builder = StateGraph(State)
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Path]]:
    """Makes a project of graphs, each given by the lines that build it, and goes there."""
    before = set(sys.modules)
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.chdir(tmp_path)

    def make(**graphs: str) -> Path:
        lines = ["[graphs]"]
        for name, body in graphs.items():
            module = f"{name}_{tmp_path.name.replace('-', '_')}"
            (tmp_path / f"{module}.py").write_text(HEAD + dedent(body))
            lines.append(f'{name} = "{module}:graph"')
        (tmp_path / "stepgraph.toml").write_text("\n".join(lines) + "\n")
        return tmp_path

    yield make
    for name in set(sys.modules) - before:
        if str(tmp_path) in str(getattr(sys.modules[name], "__file__", "")):
            del sys.modules[name]


SOUND = """
builder.add_node("plan", step).add_edge(START, "plan").add_edge("plan", END)
graph = builder.compile()
"""


@pytest.fixture
def sound() -> str:
    """The lines of a graph without problems."""
    return SOUND
