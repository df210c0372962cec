"""The channel of a key without a reducer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from stepgraph.channels.base import Channel
from stepgraph.channels.overwrite import CARRIERS, last_written


class LastValue(Channel):
    """Keeps the one value written last."""

    exclusive = True

    def __init__(self, typ: Any = Any, key: str = "") -> None:
        self.typ = typ
        self.key = key

    def fold(self, value: Any, writes: Sequence[Any]) -> Any:
        """The write, in place of the value."""
        if writes and type(writes[-1]) not in CARRIERS:
            return writes[-1]
        return last_written(writes, value)
