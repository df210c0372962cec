"""What every store does: the interface that nodes use, and that stores implement."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from typing import Any, Literal, cast

from stepgraph.errors import InvalidNamespaceError, InvalidValueError, TtlNotSupportedError
from stepgraph.store.checks import validate_op_namespace
from stepgraph.store.embed import AEmbeddingsFunc, Embeddings, EmbeddingsFunc, ensure_embeddings
from stepgraph.store.items import Item, SearchItem
from stepgraph.store.namespaces import require_labels, require_writable
from stepgraph.store.operations import (
    GetOp,
    ListNamespacesOp,
    MatchCondition,
    NamespaceMatchType,
    NamespacePath,
    Op,
    PutOp,
    Result,
    SearchOp,
)
from stepgraph.store.paths import get_text_at_path, tokenize_path
from stepgraph.store.settings import NOT_PROVIDED, IndexConfig, NotProvided, TTLConfig

__all__ = [
    "NOT_PROVIDED",
    "AEmbeddingsFunc",
    "BaseStore",
    "Embeddings",
    "EmbeddingsFunc",
    "GetOp",
    "IndexConfig",
    "InvalidNamespaceError",
    "Item",
    "ListNamespacesOp",
    "MatchCondition",
    "NamespaceMatchType",
    "NamespacePath",
    "NotProvided",
    "Op",
    "PutOp",
    "Result",
    "SearchItem",
    "SearchOp",
    "TTLConfig",
    "ensure_embeddings",
    "get_text_at_path",
    "tokenize_path",
    "validate_op_namespace",
]


class BaseStore(ABC):
    """Items under a key in a namespace, shared by all threads.

    A store implements `batch` and `abatch`; all else is a batch of one. One that lets items
    expire sets `supports_ttl`, and `ttl_config` where it has defaults.
    """

    supports_ttl: bool = False
    ttl_config: TTLConfig | None = None

    @abstractmethod
    def batch(self, ops: Iterable[Op]) -> list[Result]:
        """Run the operations, and return what each gives, in their order."""

    @abstractmethod
    async def abatch(self, ops: Iterable[Op]) -> list[Result]:
        """`batch`, asynchronously."""

    def get(
        self, namespace: tuple[str, ...], key: str, *, refresh_ttl: bool | None = None
    ) -> Item | None:
        """The item, or None. Reading it starts its time to live anew unless told not to."""
        return cast("Item | None", self.batch([_get_op(self, namespace, key, refresh_ttl)])[0])

    async def aget(
        self, namespace: tuple[str, ...], key: str, *, refresh_ttl: bool | None = None
    ) -> Item | None:
        """`get`, asynchronously."""
        results = await self.abatch([_get_op(self, namespace, key, refresh_ttl)])
        return cast("Item | None", results[0])

    def search(
        self,
        namespace_prefix: tuple[str, ...],
        /,
        *,
        query: str | None = None,
        filter: dict[str, Any] | None = None,
        limit: int = 10,
        offset: int = 0,
        refresh_ttl: bool | None = None,
    ) -> list[SearchItem]:
        """Items of a namespace and those below it: by fields, and by meaning with an index."""
        op = _search_op(
            self,
            namespace_prefix,
            refresh_ttl,
            filter=filter,
            limit=limit,
            offset=offset,
            query=query,
        )
        return cast("list[SearchItem]", self.batch([op])[0])

    async def asearch(
        self,
        namespace_prefix: tuple[str, ...],
        /,
        *,
        query: str | None = None,
        filter: dict[str, Any] | None = None,
        limit: int = 10,
        offset: int = 0,
        refresh_ttl: bool | None = None,
    ) -> list[SearchItem]:
        """`search`, asynchronously."""
        op = _search_op(
            self,
            namespace_prefix,
            refresh_ttl,
            filter=filter,
            limit=limit,
            offset=offset,
            query=query,
        )
        return cast("list[SearchItem]", (await self.abatch([op]))[0])

    def put(
        self,
        namespace: tuple[str, ...],
        key: str,
        value: Mapping[str, Any],
        index: Literal[False] | list[str] | None = None,
        *,
        ttl: float | NotProvided | None = NOT_PROVIDED,
    ) -> None:
        """Write an item whole. `ttl` is in minutes; None keeps the item.

        A value of None is refused, where LangGraph takes it for a deletion.
        """
        self.batch([_put_op(self, namespace, key, value, index, ttl)])

    async def aput(
        self,
        namespace: tuple[str, ...],
        key: str,
        value: Mapping[str, Any],
        index: Literal[False] | list[str] | None = None,
        *,
        ttl: float | NotProvided | None = NOT_PROVIDED,
    ) -> None:
        """`put`, asynchronously."""
        await self.abatch([_put_op(self, namespace, key, value, index, ttl)])

    def delete(self, namespace: tuple[str, ...], key: str) -> None:
        """Delete the item, if there is one."""
        self.batch([PutOp(require_labels(namespace), str(key), None)])

    async def adelete(self, namespace: tuple[str, ...], key: str) -> None:
        """`delete`, asynchronously."""
        await self.abatch([PutOp(require_labels(namespace), str(key), None)])

    def list_namespaces(
        self,
        *,
        prefix: NamespacePath | None = None,
        suffix: NamespacePath | None = None,
        max_depth: int | None = None,
        limit: int = 100,
        offset: int = 0,
    ) -> list[tuple[str, ...]]:
        """The namespaces that hold items, sorted; those deeper than `max_depth` cut to it."""
        op = ListNamespacesOp(_conditions(prefix, suffix), max_depth, limit, offset)
        return cast("list[tuple[str, ...]]", self.batch([op])[0])

    async def alist_namespaces(
        self,
        *,
        prefix: NamespacePath | None = None,
        suffix: NamespacePath | None = None,
        max_depth: int | None = None,
        limit: int = 100,
        offset: int = 0,
    ) -> list[tuple[str, ...]]:
        """`list_namespaces`, asynchronously."""
        op = ListNamespacesOp(_conditions(prefix, suffix), max_depth, limit, offset)
        return cast("list[tuple[str, ...]]", (await self.abatch([op]))[0])


def _get_op(
    store: BaseStore, namespace: tuple[str, ...], key: str, refresh_ttl: bool | None
) -> GetOp:
    return GetOp(require_labels(namespace), str(key), _refreshes(store, refresh_ttl))


def _search_op(
    store: BaseStore, prefix: tuple[str, ...], refresh_ttl: bool | None, **asked: Any
) -> SearchOp:
    refreshes = _refreshes(store, refresh_ttl)
    return SearchOp(require_labels(prefix), refresh_ttl=refreshes, **asked)


def _put_op(
    store: BaseStore,
    namespace: tuple[str, ...],
    key: str,
    value: Mapping[str, Any],
    index: Literal[False] | list[str] | None,
    ttl: float | NotProvided | None,
) -> PutOp:
    if value is None:
        raise InvalidValueError(
            f"Item {key!r} in {namespace!r} was put without a value.",
            "To delete it, call delete().",
        )
    return PutOp(require_writable(namespace), str(key), value, index, _minutes(store, ttl))


def _refreshes(store: BaseStore, asked: bool | None) -> bool:
    return (store.ttl_config or {}).get("refresh_on_read", True) if asked is None else asked


def _minutes(store: BaseStore, ttl: float | NotProvided | None) -> float | None:
    if isinstance(ttl, NotProvided):
        return (store.ttl_config or {}).get("default_ttl")
    if ttl is not None and not store.supports_ttl:
        raise TtlNotSupportedError(
            f"{type(store).__name__} keeps items for good.",
            "Leave ttl out, or use a store whose supports_ttl is True.",
        )
    return ttl


def _conditions(
    prefix: NamespacePath | None, suffix: NamespacePath | None
) -> tuple[MatchCondition, ...]:
    given: list[tuple[Any, NamespacePath | None]] = [("prefix", prefix), ("suffix", suffix)]
    return tuple(MatchCondition(kind, require_labels(path)) for kind, path in given if path)
