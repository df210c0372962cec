"""What a managed value is, and which annotations mean one."""

from __future__ import annotations

import types
from abc import ABC, abstractmethod
from inspect import isclass
from typing import Annotated, Any, Union, get_args, get_origin

_UNIONS = (Union, types.UnionType)


class ManagedValue(ABC):
    """A rule for a key that is read and never written; its class stands in the annotation."""

    @staticmethod
    @abstractmethod
    def get(step: int, limit: int) -> Any:
        """The value for the tasks of a superstep.

        `step` counts the supersteps that the run has taken before it, 0 for the first node;
        `limit` is the run's recursion limit.
        """


def managed_in(hint: Any) -> type[ManagedValue] | None:
    """The managed value that an annotation means, if any; `| None` beside it changes nothing."""
    origin = get_origin(hint)
    if origin in _UNIONS:
        found = [managed_in(member) for member in get_args(hint)]
        return next((managed for managed in found if managed), None)
    if origin is not Annotated:
        return None
    for note in get_args(hint)[1:]:
        cls = get_origin(note) or note
        if isclass(cls) and issubclass(cls, ManagedValue):
            return cls
    return None
