"""What every cache does, and how it turns results into bytes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from stepgraph.checkpoint import codec
from stepgraph.errors import CacheValueError, UnknownTypeError

__all__ = ["BaseCache", "FullKey", "Namespace", "Serializer"]

Namespace = tuple[str, ...]
FullKey = tuple[Namespace, str]

FORMAT = "stepgraph"


class Serializer(Protocol):
    """Something that writes results as bytes, with the name of their format beside them."""

    def dumps_typed(self, obj: Any) -> tuple[str, bytes]:
        """The format and the bytes of a result."""

    def loads_typed(self, data: tuple[str, bytes]) -> Any:
        """The result again."""


class CodecSerializer:
    """The codec of the log: what comes back is equal and of the same type."""

    def dumps_typed(self, obj: Any) -> tuple[str, bytes]:
        """The format's name and the bytes."""
        return FORMAT, codec.dumps(obj, "It")

    def loads_typed(self, data: tuple[str, bytes]) -> Any:
        """The value again."""
        return codec.loads(data[1])


class BaseCache[ValueT](ABC):
    """Values by namespace and key, each until its time is up or its room is needed."""

    serde: Serializer = CodecSerializer()

    def __init__(self, *, serde: Serializer | None = None) -> None:
        self.serde = serde or self.serde

    @abstractmethod
    def get(self, keys: Sequence[FullKey]) -> dict[FullKey, ValueT]:
        """The values of those keys that there are."""

    @abstractmethod
    async def aget(self, keys: Sequence[FullKey]) -> dict[FullKey, ValueT]:
        """`get`, asynchronously."""

    @abstractmethod
    def set(self, pairs: Mapping[FullKey, tuple[ValueT, int | None]]) -> None:
        """Keep values, each with the seconds it is good for; None is for good."""

    @abstractmethod
    async def aset(self, pairs: Mapping[FullKey, tuple[ValueT, int | None]]) -> None:
        """`set`, asynchronously."""

    @abstractmethod
    def clear(self, namespaces: Sequence[Namespace] | None = None) -> None:
        """Forget what is in these namespaces; without any named, all."""

    @abstractmethod
    async def aclear(self, namespaces: Sequence[Namespace] | None = None) -> None:
        """`clear`, asynchronously."""

    def encoded(self, key: FullKey, value: ValueT) -> tuple[str, bytes]:
        """The format and the bytes of a value, for a cache to keep."""
        try:
            return self.serde.dumps_typed(value)
        except (UnknownTypeError, RecursionError) as error:
            problem = error.problem if isinstance(error, UnknownTypeError) else "It holds itself."
            raise CacheValueError(
                f"What {key[0]!r} is to keep cannot be cached. {problem}",
                "Return what the state can hold, or take the CachePolicy off this node.",
            ) from error
