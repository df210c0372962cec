"""The table in a process: for tests, for notebooks, for a laptop."""

from __future__ import annotations

import os
import threading
import warnings
from bisect import bisect_left, bisect_right, insort
from collections.abc import Mapping

from stepgraph.checkpoint.table import ConflictError, Item, Put, Update
from stepgraph.errors import NotDurableError

__all__ = ["InMemorySaver"]

# What a deployment sets, and what the embedded AWS on a laptop sets it to.
_STAGE, _FUNCTION = "STEPGRAPH_STAGE", "AWS_LAMBDA_FUNCTION_NAME"
_LOCAL = "local"
# prod, production, prod-eu: what begins so has people's data in it.
_PRODUCTION = "prod"


class InMemorySaver:
    """Keeps threads as the same items as DynamoDB would, until the process ends."""

    blocks: bool = False

    def __init__(self) -> None:
        _require_fit_for(os.environ)
        self._items: dict[str, dict[str, Item]] = {}
        self._order: dict[str, list[str]] = {}
        self._lock = threading.Lock()

    def get(self, pk: str, sk: str) -> Item | None:
        """The item, if there is one."""
        with self._lock:
            item = self._items.get(pk, {}).get(sk)
            return dict(item) if item else None

    def query(self, pk: str, first: str, last: str) -> list[Item]:
        """The items with sort keys from `first` to `last`, in their order."""
        with self._lock:
            order = self._order.get(pk, [])
            keys = order[bisect_left(order, first) : bisect_right(order, last)]
            return [dict(self._items[pk][sk]) for sk in keys]

    def write(self, *changes: Put | Update) -> None:
        """Make all the changes or, with ConflictError, none."""
        with self._lock:
            for change in changes:
                self._require(change)
            for change in changes:
                self._apply(change)

    def _require(self, change: Put | Update) -> None:
        if isinstance(change, Put):
            if change.item["sk"] in self._items.get(str(change.item["pk"]), {}):
                raise ConflictError(change.item["sk"])
            return
        item = self._items.get(change.pk, {}).get(change.sk, {})
        if any(item.get(name) != value for name, value in change.expect.items()):
            raise ConflictError(change.sk)

    def _apply(self, change: Put | Update) -> None:
        if isinstance(change, Put):
            self._store(dict(change.item))
        else:
            item = self._items.get(change.pk, {}).get(change.sk, {})
            self._store({**item, "pk": change.pk, "sk": change.sk, **change.values})

    def _store(self, item: Item) -> None:
        pk, sk = str(item["pk"]), str(item["sk"])
        partition = self._items.setdefault(pk, {})
        if sk not in partition:
            insort(self._order.setdefault(pk, []), sk)
        partition[sk] = item


def _require_fit_for(environment: Mapping[str, str]) -> None:
    """Silent on a laptop, a warning in a deployed stage, an error in production."""
    stage = environment.get(_STAGE) or ""
    next_step = "Compile without a checkpointer: deployed, a graph is given its stage's table."
    if stage.lower().startswith(_PRODUCTION):
        problem = f"InMemorySaver forgets every thread with its process; stage {stage!r} may not."
        raise NotDurableError(problem, next_step)
    deployed = stage or environment.get(_FUNCTION)
    if deployed and deployed != _LOCAL:
        problem = f"InMemorySaver in {deployed!r}: its threads are gone when this process ends."
        warnings.warn(f"{problem} {next_step}", RuntimeWarning, stacklevel=3)
