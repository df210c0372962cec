"""Paths into a value, and the texts they lead to."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

__all__ = ["get_text_at_path", "tokenize_path"]

WHOLE = "$"

# An [index], a {choice,of,fields} or a name between periods.
_TOKEN = re.compile(r"\[[^\]]*\]?|\{[^}]*\}?|[^.\[{]+")
_INDEX = re.compile(r"\[\s*(-?\d{1,9})\s*\]")


def tokenize_path(path: str) -> list[str]:
    """The steps of a path, as ["a", "[*]", "b"] for "a[*].b"."""
    return _TOKEN.findall(path)


def get_text_at_path(obj: Any, path: str | list[str]) -> list[str]:
    """The texts at `path` (or its steps) in `obj`; for "$" or no path, `obj` as JSON.

    A path is names between periods, "*" for all below, "[0]", "[-1]" and "[*]" into lists, and
    "{a,b.c}" for several fields. Where it leads nowhere there is no text.
    """
    steps = tokenize_path(path) if isinstance(path, str) else path
    obj = dict(obj) if isinstance(obj, Mapping) else obj
    if not steps or steps == [WHOLE]:
        return [_as_json(obj)]
    return [text for found in _walk(obj, steps) for text in _texts(found)]


def _walk(obj: Any, steps: Sequence[str]) -> Iterator[Any]:
    if not steps:
        yield obj
        return
    for below in _below(obj, steps[0]):
        yield from _walk(below, steps[1:])


def _below(obj: Any, step: str) -> Iterator[Any]:
    if isinstance(obj, list):
        yield from _elements(obj, step)
    elif isinstance(obj, dict):
        yield from _fields(obj, step)


def _elements(items: list[Any], step: str) -> list[Any]:
    if step in ("*", "[*]"):
        return items
    index = _INDEX.fullmatch(step)
    position = int(index[1]) if index else len(items)
    return [items[position]] if -len(items) <= position < len(items) else []


def _fields(obj: dict[str, Any], step: str) -> Iterator[Any]:
    if step == "*":
        yield from obj.values()
    elif step.startswith("{") and step.endswith("}"):
        for path in step[1:-1].split(","):
            if steps := tokenize_path(path.strip()):
                yield from _walk(obj, steps)
    elif step in obj:
        yield obj[step]


def _texts(found: Any) -> list[str]:
    if isinstance(found, list | dict):
        return [_as_json(found)]
    return [str(found)] if isinstance(found, str | int | float) else []


def _as_json(obj: Any) -> str:
    return json.dumps(obj, sort_keys=True, ensure_ascii=False)
