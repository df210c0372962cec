"""Filters of a search: which values they let through."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from numbers import Real
from typing import Any

from stepgraph.errors import InvalidOperationError

_SAME: Mapping[str, Callable[[Any, Any], bool]] = {"$eq": operator.eq, "$ne": operator.ne}
_ORDER: Mapping[str, Callable[[Any, Any], bool]] = {
    "$gt": operator.gt,
    "$gte": operator.ge,
    "$lt": operator.lt,
    "$lte": operator.le,
}


def require_filter(filter: Any) -> dict[str, Any] | None:
    """`filter` where every operator in it exists and has something to compare with."""
    if filter is None:
        return None
    if not isinstance(filter, Mapping):
        raise InvalidOperationError(
            f"A filter is a dict of fields, not of type {type(filter).__name__}.",
            'Write it as in {"status": "open", "score": {"$gte": 3}}.',
        )
    for field, wanted in filter.items():
        _require_wanted(wanted, field)
    return dict(filter)


def lets_through(filter: Mapping[str, Any] | None, value: Mapping[str, Any]) -> bool:
    """Whether `value` has what the filter wants of each field; a missing field is None.

    An order that has no answer (a number against a text, anything against nothing) is not
    met; LangGraph raises there.
    """
    return all(_is_wanted(value.get(field), wanted) for field, wanted in (filter or {}).items())


def _is_wanted(value: Any, wanted: Any) -> bool:
    if isinstance(wanted, dict):
        return _is_wanted_object(value, wanted)
    if isinstance(wanted, list | tuple):
        return (
            isinstance(value, list)
            and len(value) == len(wanted)
            and all(map(_is_wanted, value, wanted))
        )
    return bool(value == wanted)


def _is_wanted_object(value: Any, wanted: dict[str, Any]) -> bool:
    if _has_operators(wanted):
        return all(_holds(name, value, operand) for name, operand in wanted.items())
    return isinstance(value, dict) and lets_through(wanted, value)


def _holds(name: str, value: Any, operand: Any) -> bool:
    if name in _SAME:
        return _SAME[name](value, operand)
    pair = _comparable(value, operand)
    return pair is not None and _ORDER[name](*pair)


def _comparable(value: Any, operand: Any) -> tuple[Any, Any] | None:
    """The two as numbers where both are or read as such, as texts where both are."""
    if isinstance(value, Real) and isinstance(operand, Real):
        return value, operand
    try:
        return float(value), float(operand)
    except (OverflowError, TypeError, ValueError):
        texts = isinstance(value, str) and isinstance(operand, str)
        return (value, operand) if texts else None


def _has_operators(wanted: Mapping[Any, Any]) -> bool:
    return any(str(name).startswith("$") for name in wanted)


def _require_wanted(wanted: Any, field: Any) -> None:
    if isinstance(wanted, list | tuple):
        for item in wanted:
            _require_wanted(item, field)
    elif isinstance(wanted, dict):
        for name, operand in wanted.items():
            if _has_operators(wanted):
                _require_operator(name, operand, field)
            else:
                _require_wanted(operand, name)


def _require_operator(name: Any, operand: Any, field: Any) -> None:
    if name not in _SAME and name not in _ORDER:
        raise InvalidOperationError(
            f"The filter of field {field!r} has no operator {name!r}.",
            f"Use {', '.join([*_SAME, *_ORDER])}, and no fields beside them.",
        )
    if name in _ORDER and not isinstance(operand, Real | str):
        raise InvalidOperationError(
            f"The filter of field {field!r} compares by {name} with a value of type "
            f"{type(operand).__name__}, which has no order.",
            "Compare with a number or a text.",
        )
