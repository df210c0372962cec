"""What a type makes when it is called with nothing, for the rules that start from a value."""

from __future__ import annotations

import collections.abc
from typing import Any, get_origin

from stepgraph.channels.base import MISSING
from stepgraph.channels.hints import without_qualifiers

# Abstract collections have no constructor; these are the ones a reader expects in their place.
_CONCRETE: dict[Any, type] = {
    collections.abc.Sequence: list,
    collections.abc.MutableSequence: list,
    collections.abc.Set: set,
    collections.abc.MutableSet: set,
    collections.abc.Mapping: dict,
    collections.abc.MutableMapping: dict,
}


def concrete(typ: Any) -> Any:
    """The class behind a type of an annotation, as far as there is one."""
    typ = without_qualifiers(typ)
    origin = get_origin(typ) or typ
    return _CONCRETE.get(origin, origin)


def empty(typ: Any) -> Any:
    """A new, empty value of `typ`; MISSING where it makes none, as a union."""
    try:
        return typ()
    except Exception:
        return MISSING
