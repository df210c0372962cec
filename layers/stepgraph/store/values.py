"""Values of items: plain JSON objects, copied on their way in and out."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from stepgraph.errors import InvalidValueError

# Deep enough for documents, and far from where reading them would exhaust the stack.
MAX_DEPTH = 100

_PLAIN = (str, int, float, bool, type(None))


def plain_object(value: Any, where: str) -> dict[str, Any]:
    """A copy of `value`, which must be a JSON object; `where` names it in the error."""
    if not isinstance(value, Mapping):
        raise _refused(where, f"is of type {_name(value)}, which is no JSON object")
    return _plain_dict(value, where, MAX_DEPTH)


def copied(value: dict[str, Any]) -> dict[str, Any]:
    """A copy of a value that `plain_object` let in."""
    return {key: _copied(item) for key, item in value.items()}


def _copied(value: Any) -> Any:
    if type(value) is dict:
        return copied(value)
    return [_copied(item) for item in value] if type(value) is list else value


def _plain(value: Any, where: str, room: int) -> Any:
    # Those of a message are dicts and lists of a kind that nobody can change; a copy is plain.
    if isinstance(value, dict):
        return _plain_dict(value, where, room)
    if isinstance(value, list):
        _require_room(where, room)
        return [_plain(item, f"{where}[{i}]", room - 1) for i, item in enumerate(value)]
    kind = type(value)
    if kind not in _PLAIN:
        raise _refused(where, f"is of type {_name(value)}, which JSON does not have")
    if kind is float and not math.isfinite(value):
        raise _refused(where, f"is {value}, which JSON does not have")
    if kind is str:
        _require_text(value, where)
    return value


def _plain_dict(value: Mapping[Any, Any], where: str, room: int) -> dict[str, Any]:
    _require_room(where, room)
    for key in value:
        if type(key) is not str:
            raise _refused(where, f"has a key of type {_name(key)}")
        _require_text(key, f"a key of {where}")
    return {key: _plain(item, f"{where}[{key!r}]", room - 1) for key, item in value.items()}


def _require_text(text: str, where: str) -> None:
    if text.isascii():
        return
    try:
        text.encode()
    except UnicodeEncodeError:
        raise _refused(where, "holds half a surrogate pair, which UTF-8 does not have") from None


def _require_room(where: str, room: int) -> None:
    if not room:
        raise _refused(where, f"is nested more than {MAX_DEPTH} deep")


def _refused(where: str, problem: str) -> InvalidValueError:
    return InvalidValueError(
        f"{where} {problem}.",
        "Put a dict with string keys, of dicts, lists, strings, finite numbers, booleans and None.",
    )


def _name(value: Any) -> str:
    kind = type(value)
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"
