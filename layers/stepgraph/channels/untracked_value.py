"""A channel for what must not be stored: a connection, a secret, a large thing made again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

from stepgraph.channels.base import Channel
from stepgraph.channels.overwrite import last_written


class UntrackedValue(Channel):
    """Keeps the last value while the run stays in one process; no log ever holds it."""

    tracked = False

    def __init__(self, typ: Any = Any, guard: bool = True) -> None:
        self.typ = typ
        self.guard = self.exclusive = guard

    def fold(self, value: Any, writes: Sequence[Any]) -> Any:
        """The last write, in place of the value."""
        return last_written(writes, value)

    def same_rule(self, other: Self) -> bool:
        """Equal guards."""
        return self.guard == other.guard
