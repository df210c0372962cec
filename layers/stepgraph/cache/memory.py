"""A cache in a process, as large as it is allowed to grow."""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from stepgraph.cache.base import BaseCache, FullKey, Namespace, Serializer
from stepgraph.errors import ConfigurationError

__all__ = ["InMemoryCache"]

# Room for every node of a busy graph, in a small part of the smallest Lambda.
MAX_ENTRIES = 10_000
MAX_BYTES = 64 * 1024 * 1024

# What an entry takes beside its bytes: its place in the order, and the objects around it.
ENTRY_OVERHEAD = 300


class Entry(NamedTuple):
    """A value as bytes, and when it is no longer good."""

    format: str
    data: bytes
    expires: float


class InMemoryCache[ValueT](BaseCache[ValueT]):
    """Forgets what was not read for longest when it is full. Threads may share it.

    LangGraph's grows without bound. A value larger than `max_bytes` is not kept.
    """

    def __init__(
        self,
        *,
        serde: Serializer | None = None,
        max_entries: int = MAX_ENTRIES,
        max_bytes: int = MAX_BYTES,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(serde=serde)
        self._max_entries = _require_bound("max_entries", max_entries)
        self._max_bytes = _require_bound("max_bytes", max_bytes)
        # Not the monotonic clock: it stands still while a Lambda is frozen.
        self._clock = clock
        self._entries: OrderedDict[FullKey, Entry] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, keys: Sequence[FullKey]) -> dict[FullKey, ValueT]:
        """The values of those keys that there are and that are still good."""
        names = [(tuple(namespace), key) for namespace, key in keys]
        with self._lock:
            found = {name: entry for name in names if (entry := self._read(name))}
        return {
            name: self.serde.loads_typed((entry.format, entry.data))
            for name, entry in found.items()
        }

    async def aget(self, keys: Sequence[FullKey]) -> dict[FullKey, ValueT]:
        """`get`, which waits for nothing."""
        return self.get(keys)

    def set(self, pairs: Mapping[FullKey, tuple[ValueT, int | None]]) -> None:
        """Keep values, each with the seconds it is good for; None is for good."""
        now = self._clock()
        entries = {
            (tuple(name[0]), name[1]): Entry(
                *self.encoded(name, value), math.inf if ttl is None else now + ttl
            )
            for name, (value, ttl) in pairs.items()
        }
        with self._lock:
            for name, entry in entries.items():
                self._drop(name)
                self._keep(name, entry)

    async def aset(self, pairs: Mapping[FullKey, tuple[ValueT, int | None]]) -> None:
        """`set`, which waits for nothing."""
        self.set(pairs)

    def clear(self, namespaces: Sequence[Namespace] | None = None) -> None:
        """Forget what is in these namespaces; without any named, all."""
        wanted = None if namespaces is None else set(map(tuple, namespaces))
        with self._lock:
            for name in list(self._entries):
                if wanted is None or name[0] in wanted:
                    self._drop(name)

    async def aclear(self, namespaces: Sequence[Namespace] | None = None) -> None:
        """`clear`, which waits for nothing."""
        self.clear(namespaces)

    def _read(self, name: FullKey) -> Entry | None:
        entry = self._entries.get(name)
        if entry is None:
            return None
        if entry.expires <= self._clock():
            self._drop(name)
            return None
        self._entries.move_to_end(name)
        return entry

    def _keep(self, name: FullKey, entry: Entry) -> None:
        size = size_of(name, entry)
        if size > self._max_bytes:
            return
        self._entries[name] = entry
        self._bytes += size
        while len(self._entries) > self._max_entries or self._bytes > self._max_bytes:
            self._drop(next(iter(self._entries)))

    def _drop(self, name: FullKey) -> None:
        entry = self._entries.pop(name, None)
        if entry:
            self._bytes -= size_of(name, entry)


def size_of(name: FullKey, entry: Entry) -> int:
    """About how many bytes of memory an entry takes."""
    namespace, key = name
    return ENTRY_OVERHEAD + len(entry.data) + len(key) + sum(map(len, namespace))


def _require_bound(name: str, value: int) -> int:
    if value < 1:
        raise ConfigurationError(
            f"The cache's {name} is {value!r}.", "Set it to 1 or more, or leave the cache out."
        )
    return value
