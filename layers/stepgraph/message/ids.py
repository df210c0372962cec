"""Ids for messages that come without one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import count
from typing import Final
from uuid import UUID, uuid4, uuid5

# Any fixed one does: it only keeps these ids apart from those that others derive.
_NAMESPACE: Final = UUID("5bd7c1a0-9f0e-4a53-8c41-6e1f0f1c2d10")

_source: ContextVar[Iterator[str] | None] = ContextVar("message_ids", default=None)


def new_id() -> str:
    """A random id; inside `ids_from`, the next one that follows from its seed."""
    source = _source.get()
    return str(uuid4()) if source is None else next(source)


@contextmanager
def ids_from(seed: str) -> Iterator[None]:
    """Let new ids follow from `seed`, so that the same writes get the same ids once more."""
    token = _source.set(str(uuid5(_NAMESPACE, f"{seed}/{index}")) for index in count())
    try:
        yield
    finally:
        _source.reset(token)
