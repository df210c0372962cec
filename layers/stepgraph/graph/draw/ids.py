"""Ids that every drawing language takes, for names that hold anything."""

from __future__ import annotations

import re
from collections.abc import Iterable

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]+", re.ASCII)
# Words of Mermaid's or DOT's own, in any case.
_RESERVED = frozenset(
    {
        "call",
        "class",
        "classdef",
        "click",
        "default",
        "digraph",
        "direction",
        "edge",
        "end",
        "flowchart",
        "graph",
        "href",
        "interpolate",
        "linkstyle",
        "node",
        "strict",
        "style",
        "subgraph",
    }
)


def ids_of(names: Iterable[str]) -> dict[str, str]:
    """Plain names as they are, others by number."""
    names = list(names)
    taken = set(names)
    return {
        name: name if _is_plain(name) else _numbered(index, taken)
        for index, name in enumerate(names)
    }


def _is_plain(name: str) -> bool:
    return _PLAIN.fullmatch(name) is not None and name.lower() not in _RESERVED


def _numbered(index: int, taken: set[str]) -> str:
    id = f"node_{index}"
    while id in taken:
        id += "_"
    taken.add(id)
    return id
