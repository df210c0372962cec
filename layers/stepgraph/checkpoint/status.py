"""META, kept in step with the entries that begin and end a run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from stepgraph.checkpoint import items, keys
from stepgraph.checkpoint.head import Head
from stepgraph.checkpoint.records import Entry, Meta, Status
from stepgraph.checkpoint.table import Item, Update


class StatusWriter(Protocol):
    """The changes to META that go with an entry, in one transaction."""

    def claimed(self, graph: str, head: Head, claim: Entry, status: Status) -> list[Update]:
        """A run takes the thread."""

    def moved(self, run: str, status: Status, seq: int, snap: int) -> list[Update]:
        """The run that has the thread ends."""


class ThreadStatus:
    """For a thread of its own: META says who has it and how far its log is."""

    def __init__(self, pk: str, clock: Callable[[], str]) -> None:
        self._pk = pk
        self._clock = clock

    def claimed(self, graph: str, head: Head, claim: Entry, status: Status) -> list[Update]:
        """Written where there is no META yet; else only over that of the same incarnation."""
        now = self._clock()
        run, seq, snap = claim.run, claim.seq, claim.snap
        if head.meta is None:
            meta = Meta(head.incarnation, status, graph, run, seq, snap, now, now)
            return [self._update(items.meta_values(meta), {"incarnation": None})]
        values: Item = {**self._place(status, seq, snap), "run": run, "graph": graph}
        return [self._update(values, {"incarnation": head.incarnation})]

    def moved(self, run: str, status: Status, seq: int, snap: int) -> list[Update]:
        """Only by the run that has it."""
        return [self._update(self._place(status, seq, snap), {"run": run})]

    def _place(self, status: Status, seq: int, snap: int) -> Item:
        return {"status": status, "seq": seq, "snap": snap, "updated_at": self._clock()}

    def _update(self, values: Item, expect: dict[str, str | None]) -> Update:
        return Update(self._pk, keys.META, values, dict(expect))


class NoStatus:
    """For a graph inside a task: the thread is its parent's."""

    def claimed(self, graph: str, head: Head, claim: Entry, status: Status) -> list[Update]:
        """Nothing."""
        return []

    def moved(self, run: str, status: Status, seq: int, snap: int) -> list[Update]:
        """Nothing."""
        return []
