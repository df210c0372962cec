"""A channel that many nodes publish to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Self

from stepgraph.channels.base import MISSING, Channel
from stepgraph.channels.overwrite import last_overwrite


class Topic(Channel):
    """Lists what was published in this superstep, or so far where it is to `accumulate`.

    A list publishes its items. An empty topic is no key of the state.
    """

    def __init__(self, typ: Any = Any, accumulate: bool = False) -> None:
        self.typ = typ
        self.accumulate = accumulate
        self.fleeting = not accumulate

    def fold(self, value: Any, writes: Sequence[Any]) -> Any:
        """A new list; an Overwrite puts its own items in the place of all others."""
        replacement = last_overwrite(writes)
        if replacement is not MISSING:
            return _items([replacement]) or MISSING
        kept = value if self.accumulate and value is not MISSING else ()
        return [*kept, *_items(writes)] or MISSING

    def same_rule(self, other: Self) -> bool:
        """Both accumulate, or neither does."""
        return self.accumulate == other.accumulate


def _items(writes: Sequence[Any]) -> list[Any]:
    return list(_flattened(writes))


def _flattened(writes: Sequence[Any]) -> Iterator[Any]:
    for write in writes:
        if isinstance(write, list):
            yield from write
        else:
            yield write
