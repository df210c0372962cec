"""The channel of a key without a reducer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from stepgraph.channels.base import Channel


class LastValue(Channel):
    """Keeps the one value written last."""

    exclusive = True

    def fold(self, value: Any, writes: Sequence[Any]) -> Any:
        """The write, in place of the value."""
        return writes[-1] if writes else value
