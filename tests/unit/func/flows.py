"""What the tests of functions share."""

from __future__ import annotations

from typing import Any

from stepgraph.checkpoint.table import Item, Put, Table, Update

THREAD: dict[str, Any] = {"configurable": {"thread_id": "t"}}


class Killed(BaseException):
    """The process is gone; nobody catches it."""


class Dying:
    """A table whose process dies just before, or just after, its write number `at`."""

    def __init__(self, table: Table, at: int, *, before: bool) -> None:
        self._table = table
        self._left = at
        self._before = before
        self.blocks = table.blocks
        self.is_dead = False

    def get(self, pk: str, sk: str) -> Item | None:
        return self._table.get(pk, sk)

    def query(self, pk: str, first: str, last: str) -> list[Item]:
        return self._table.query(pk, first, last)

    def write(self, *changes: Put | Update) -> None:
        self._left -= 1
        if self._left < 0 or (self._left == 0 and self._before):
            self.is_dead = True
            raise Killed
        self._table.write(*changes)
        if self._left == 0:
            self.is_dead = True
            raise Killed
