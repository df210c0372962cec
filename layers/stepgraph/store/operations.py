"""What a store can be asked to do, one small tuple each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal, NamedTuple

from stepgraph.store.items import Item, SearchItem

__all__ = [
    "GetOp",
    "ListNamespacesOp",
    "MatchCondition",
    "NamespaceMatchType",
    "NamespacePath",
    "Op",
    "PutOp",
    "Result",
    "SearchOp",
]

NamespacePath = tuple[str, ...]
"""Labels of a namespace; the label "*" stands for any one."""

NamespaceMatchType = Literal["prefix", "suffix"]


class GetOp(NamedTuple):
    """Read one item."""

    namespace: tuple[str, ...]
    key: str
    refresh_ttl: bool = True


class SearchOp(NamedTuple):
    """Find items in a namespace and those below it."""

    namespace_prefix: tuple[str, ...]
    filter: dict[str, Any] | None = None
    """Fields and what they must be: a value, or operators as in {"$gte": 3, "$lt": 5}."""

    limit: int = 10
    offset: int = 0
    query: str | None = None
    """What to look for by meaning; ignored by a store without an index."""

    refresh_ttl: bool = True


class MatchCondition(NamedTuple):
    """How a namespace must begin or end."""

    match_type: NamespaceMatchType
    path: NamespacePath


class ListNamespacesOp(NamedTuple):
    """List the namespaces that hold items."""

    match_conditions: tuple[MatchCondition, ...] | None = None
    max_depth: int | None = None
    """Cut longer namespaces to this many labels, and list each once."""

    limit: int = 100
    offset: int = 0


class PutOp(NamedTuple):
    """Write one item, or delete it where the value is None."""

    namespace: tuple[str, ...]
    key: str
    value: Mapping[str, Any] | None
    index: Literal[False] | list[str] | None = None  # type: ignore[assignment] # LangGraph's name
    """Paths to the texts to search by; False for none, None for the store's own."""

    ttl: float | None = None
    """Minutes from the last write, or the last read that refreshes; None keeps it."""


Op = GetOp | SearchOp | PutOp | ListNamespacesOp
Result = Item | list[Item] | list[SearchItem] | list[tuple[str, ...]] | None


def last_puts(ops: Iterable[Op]) -> list[PutOp]:
    """The puts of a batch; of several to one item, only the last counts."""
    return list({(op.namespace, op.key): op for op in ops if isinstance(op, PutOp)}.values())
