"""Long-term memory in a process: for tests, for notebooks, for a laptop."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from itertools import islice

from stepgraph.store.base import BaseStore
from stepgraph.store.checks import checked
from stepgraph.store.filters import lets_through
from stepgraph.store.index import Embedded, Index, ranked
from stepgraph.store.items import SearchItem
from stepgraph.store.namespaces import matches
from stepgraph.store.operations import (
    GetOp,
    ListNamespacesOp,
    Op,
    PutOp,
    Result,
    SearchOp,
    last_puts,
)
from stepgraph.store.rows import SECONDS_A_MINUTE, Namespace, Row, Rows
from stepgraph.store.settings import IndexConfig, TTLConfig

__all__ = ["InMemoryStore"]

# Expired items are never shown; this is only how long their memory may stay taken.
SWEEP_MINUTES = 5


class InMemoryStore(BaseStore):
    """Keeps items until they expire or the process ends. Threads may share it.

    With `index`, a search by `query` ranks by meaning; without, `query` is ignored. A batch is
    one step: its reads see the items from before its writes, and a mistake in one of its
    operations leaves all undone.

    LangGraph's has no expiry, starts `created_at` anew at every put, lists namespaces that
    hold nothing, keeps the vectors of texts that an item no longer has, and gives out the
    very dicts that it holds. `clock` tells the time in seconds since 1970.
    """

    supports_ttl = True

    def __init__(
        self,
        *,
        index: IndexConfig | None = None,
        ttl: TTLConfig | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.index_config = index
        self.ttl_config = ttl
        self._index = Index(index) if index else None
        self.embeddings = self._index.embeddings if self._index else None
        self._rows = Rows()
        self._lock = threading.Lock()
        self._clock = clock
        minutes = (ttl or {}).get("sweep_interval_minutes") or SWEEP_MINUTES
        self._sweep_seconds = minutes * SECONDS_A_MINUTE
        self._next_sweep = clock() + self._sweep_seconds

    def batch(self, ops: Iterable[Op]) -> list[Result]:
        """Run the operations, and return what each gives."""
        asked = [checked(op) for op in ops]
        return self._run(asked, self._index.embed(asked) if self._index else Embedded())

    async def abatch(self, ops: Iterable[Op]) -> list[Result]:
        """`batch`, without blocking while texts are embedded."""
        asked = [checked(op) for op in ops]
        return self._run(asked, await self._index.aembed(asked) if self._index else Embedded())

    def _run(self, ops: Sequence[Op], embedded: Embedded) -> list[Result]:
        puts = last_puts(ops)
        with self._lock:
            now = self._clock()
            results = [self._read(op, embedded, now) for op in ops]
            for op in puts:
                self._write(op, embedded, now)
            if puts and now >= self._next_sweep:
                self._rows.sweep(now)
                self._next_sweep = now + self._sweep_seconds
        return results

    def _read(self, op: Op, embedded: Embedded, now: float) -> Result:
        if isinstance(op, GetOp):
            row = self._rows.find(op.namespace, op.key, now)
            return _shown(row, now, op.refresh_ttl).item() if row else None
        if isinstance(op, SearchOp):
            return self._search(op, embedded, now)
        return self._list(op, now) if isinstance(op, ListNamespacesOp) else None

    def _search(self, op: SearchOp, embedded: Embedded, now: float) -> list[SearchItem]:
        rows = self._rows.below(op.namespace_prefix, now)
        found = (row for row in rows if lets_through(op.filter, row.value))
        query = embedded.queries.get(op.query or "")
        # Lazily, where nothing is ranked: a page needs no more rows than it shows.
        scored: Iterable[tuple[Row, float | None]] = (
            ((row, None) for row in found)
            if query is None
            else ranked(query, ((row, row.vectors) for row in found))
        )
        page = islice(scored, op.offset, op.offset + op.limit)
        return [_shown(row, now, op.refresh_ttl).search_item(score) for row, score in page]

    def _list(self, op: ListNamespacesOp, now: float) -> list[Namespace]:
        conditions = op.match_conditions or ()
        found = (name for name in self._rows.namespaces(now) if matches(name, conditions))
        names = sorted({name[: op.max_depth] for name in found})
        return names[op.offset : op.offset + op.limit]

    def _write(self, op: PutOp, embedded: Embedded, now: float) -> None:
        old = self._rows.find(op.namespace, op.key, now)
        if old is None or op.value is None:
            # What has expired but is not swept yet shall not lend the new item its place.
            self._rows.delete(op.namespace, op.key)
        if op.value is None:
            return
        texts = self._index.texts_of(op) if self._index else ()
        vectors = tuple(embedded.documents[text] for text in texts)
        created = old.created if old else now
        row = Row(op.namespace, op.key, dict(op.value), created, now, op.ttl, vectors)
        self._rows.put(_shown(row, now, refresh=True))


def _shown(row: Row, now: float, refresh: bool) -> Row:
    if refresh:
        row.touch(now)
    return row
