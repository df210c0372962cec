"""How problems speak of nodes."""

from __future__ import annotations

from collections.abc import Iterable

from stepgraph.constants import END, START
from stepgraph.engine import GraphSpec


def nodes_of(spec: GraphSpec) -> list[str]:
    """The nodes that an author has added."""
    return [name for name in spec.nodes if name != START]


def is_target(spec: GraphSpec, name: str) -> bool:
    """Whether an edge may lead there."""
    return name == END or (name in spec.nodes and name != START)


def listed(names: Iterable[str]) -> str:
    """'a', 'b' and 'c'."""
    *rest, last = (repr(name) for name in names)
    return f"{', '.join(rest)} and {last}" if rest else last


def add_or_mend(spec: GraphSpec, name: str) -> str:
    """What to do about a name that is no node: there may be one that was meant."""
    # Loaded where a graph is refused anyway, not at every cold start.
    from difflib import get_close_matches

    close = get_close_matches(name, nodes_of(spec), n=1)
    return f"Did you mean {close[0]!r}?" if close else f"Add a node {name!r}, or name another."
