"""A channel for nodes that all write the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from stepgraph.channels.base import Channel
from stepgraph.channels.overwrite import last_written


class AnyValue(Channel):
    """Keeps one of the values of this superstep, which are taken to be equal."""

    fleeting = True

    def __init__(self, typ: Any = Any, key: str = "") -> None:
        self.typ = typ
        self.key = key

    def fold(self, value: Any, writes: Sequence[Any]) -> Any:
        """The last write, in place of the value."""
        return last_written(writes, value)
