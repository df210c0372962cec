"""The channel of a key with a reducer."""

from __future__ import annotations

import operator as op
from collections.abc import Callable, Sequence
from typing import Any, Self

from stepgraph.channels.base import MISSING, Channel
from stepgraph.channels.construct import concrete, empty
from stepgraph.channels.overwrite import last_overwrite

# These return something new and never touch what they are given.
_PURE = frozenset({op.add, op.sub, op.mul, op.or_, op.and_, op.xor, op.concat, max, min})
_GROWING = frozenset({list, dict, set, bytearray})


class BinaryOperatorAggregate(Channel):
    """Folds each write into the value with a function of two arguments.

    An Overwrite takes the place of the value and of all other writes of its superstep.
    """

    def __init__(self, typ: Any, operator: Callable[[Any, Any], Any]) -> None:
        self.typ = concrete(typ)
        self.operator = operator
        self._own = _itself if is_pure(operator) else own

    def initial(self) -> Any:
        """What the type makes when called with nothing; MISSING where it makes nothing."""
        return empty(self.typ)

    def settle(self, write: Any, seed: str | None) -> Any:
        """What the reducer makes of a write before it is stored, if it has a `settle`."""
        settle = getattr(self.operator, "settle", None)
        if settle is None or last_overwrite([write]) is not MISSING:
            return write
        return settle(write, seed)

    def fold(self, value: Any, writes: Sequence[Any]) -> Any:
        """Each write in turn, from the left; without a value, the first write is the value."""
        replacement = last_overwrite(writes)
        if replacement is not MISSING:
            return replacement
        value = self._own(value)
        for write in writes:
            given = self._own(write)
            value = given if value is MISSING else self.operator(value, given)
        return value

    def same_rule(self, other: Self) -> bool:
        """Equal reducers."""
        return same_function(self.operator, other.operator)


def own(value: Any) -> Any:
    """A container that a reducer may append to, as many do; what is inside is not copied."""
    return value.copy() if type(value) in _GROWING else value


def is_pure(function: Callable[..., Any]) -> bool:
    """Whether `function` is known to leave its arguments as they are."""
    try:
        return function in _PURE
    except TypeError:  # not hashable, so none of them
        return False


def same_function(one: Callable[..., Any], other: Callable[..., Any]) -> bool:
    """Whether two reducers are to count as one, as in LangGraph.

    A lambda in the annotations of two schemas is two functions, so that any lambda will do.
    """
    names = {getattr(function, "__name__", "") for function in (one, other)}
    return "<lambda>" in names or one == other


def _itself(value: Any) -> Any:
    return value
