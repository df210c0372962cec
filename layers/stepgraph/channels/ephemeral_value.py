"""A channel for the next superstep alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

from stepgraph.channels.base import Channel
from stepgraph.channels.overwrite import last_written


class EphemeralValue(Channel):
    """Keeps a value for one superstep; with `guard`, two writes in one superstep are a mistake."""

    fleeting = True

    def __init__(self, typ: Any = Any, guard: bool = True) -> None:
        self.typ = typ
        self.guard = self.exclusive = guard

    def fold(self, value: Any, writes: Sequence[Any]) -> Any:
        """The last write, in place of the value."""
        return last_written(writes, value)

    def same_rule(self, other: Self) -> bool:
        """Equal guards."""
        return self.guard == other.guard
