"""The channel of a key with a reducer."""

from __future__ import annotations

import collections.abc
from collections.abc import Callable, Sequence
from typing import Any, get_origin

from stepgraph.channels.base import MISSING, Channel

# Abstract collections have no constructor; these are the ones a reader expects in their place.
_CONCRETE: dict[Any, type] = {
    collections.abc.Sequence: list,
    collections.abc.MutableSequence: list,
    collections.abc.Iterable: list,
    collections.abc.Set: set,
    collections.abc.MutableSet: set,
    collections.abc.Mapping: dict,
    collections.abc.MutableMapping: dict,
}


class BinaryOperatorAggregate(Channel):
    """Folds each write into the value with a function of two arguments."""

    def __init__(self, typ: Any, operator: Callable[[Any, Any], Any]) -> None:
        origin = get_origin(typ) or typ
        self.typ = _CONCRETE.get(origin, origin)
        self.operator = operator

    def initial(self) -> Any:
        """What the type makes when called with nothing; MISSING where it makes nothing."""
        try:
            return self.typ()
        except TypeError:
            return MISSING

    def fold(self, value: Any, writes: Sequence[Any]) -> Any:
        """Each write in turn, from the left."""
        for write in writes:
            value = write if value is MISSING else self.operator(value, write)
        return value
