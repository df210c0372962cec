"""The channel behind an edge that waits for several nodes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from stepgraph.channels.base import MISSING, Channel


class Barrier(Channel):
    """Collects the names of the nodes that have run, until all that it waits for have."""

    hidden = True

    def __init__(self, waits_for: Sequence[str]) -> None:
        self.waits_for = frozenset(waits_for)

    def fold(self, value: Any, writes: Sequence[Any]) -> Any:
        """The names so far, sorted, so that equal sets are equal bytes."""
        seen = () if value is MISSING else value
        return sorted({*seen, *writes})

    def is_complete(self, value: Any) -> bool:
        """Whether the node behind the barrier may run."""
        return value is not MISSING and self.waits_for <= set(value)
