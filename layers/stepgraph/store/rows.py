"""The items of an in-memory store, in the order they came, each until it expires."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from stepgraph.store.items import Item, SearchItem
from stepgraph.store.values import copied
from stepgraph.store.vectors import Vector

Namespace = tuple[str, ...]

SECONDS_A_MINUTE = 60


@dataclass(slots=True)
class Row:
    """One item. Times are in seconds, its time to live in minutes."""

    namespace: Namespace
    key: str
    value: dict[str, Any]
    created: float
    updated: float
    ttl: float | None = None
    vectors: tuple[Vector, ...] = ()
    expires: float = math.inf

    def touch(self, now: float) -> None:
        """Start its time to live anew."""
        if self.ttl is not None:
            self.expires = now + self.ttl * SECONDS_A_MINUTE

    def item(self) -> Item:
        """What a reader gets, which is their own."""
        return Item(**self._fields())

    def search_item(self, score: float | None) -> SearchItem:
        """What a search gets, which is its own."""
        return SearchItem(**self._fields(), score=score)

    def _fields(self) -> dict[str, Any]:
        return {
            "namespace": self.namespace,
            "key": self.key,
            "value": copied(self.value),
            "created_at": datetime.fromtimestamp(self.created, UTC),
            "updated_at": datetime.fromtimestamp(self.updated, UTC),
        }


class Rows:
    """Rows by namespace and key. An expired one is never shown. Whoever calls, locks."""

    def __init__(self) -> None:
        self._spaces: dict[Namespace, dict[str, Row]] = {}

    def find(self, namespace: Namespace, key: str, now: float) -> Row | None:
        """The row, if there is one and it has not expired."""
        row = self._spaces.get(namespace, {}).get(key)
        return row if row and now < row.expires else None

    def below(self, prefix: Namespace, now: float) -> Iterator[Row]:
        """The rows of a namespace and of all below it."""
        depth = len(prefix)
        for namespace, rows in self._spaces.items():
            if namespace[:depth] == prefix:
                yield from (row for row in rows.values() if now < row.expires)

    def namespaces(self, now: float) -> list[Namespace]:
        """The namespaces that hold something."""
        return [
            namespace
            for namespace, rows in self._spaces.items()
            if any(now < row.expires for row in rows.values())
        ]

    def put(self, row: Row) -> None:
        """Add the row, or put it in the place of the one before."""
        self._spaces.setdefault(row.namespace, {})[row.key] = row

    def delete(self, namespace: Namespace, key: str) -> None:
        """Take the row out, if it is there, and with the last one its namespace."""
        rows = self._spaces.get(namespace, {})
        rows.pop(key, None)
        if not rows:
            self._spaces.pop(namespace, None)

    def sweep(self, now: float) -> None:
        """Give back the memory of what has expired."""
        gone = [
            row for rows in self._spaces.values() for row in rows.values() if row.expires <= now
        ]
        for row in gone:
            self.delete(row.namespace, row.key)
