"""How a store is set up: expiry, and search by meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypedDict

if TYPE_CHECKING:
    from stepgraph.store.embed import AEmbeddingsFunc, Embeddings, EmbeddingsFunc

__all__ = ["NOT_PROVIDED", "IndexConfig", "NotProvided", "TTLConfig"]


class NotProvided:
    """The type of an argument that was left out, where None has a meaning of its own."""

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "NOT_GIVEN"


NOT_PROVIDED = NotProvided()


class TTLConfig(TypedDict, total=False):
    """When items expire. Times are in minutes."""

    refresh_on_read: bool
    """Whether get and search start an item's time anew; True where not given."""

    omit_expired: bool
    """Taken for LangGraph's sake: here no read ever shows an expired item."""

    default_ttl: float | None
    """The time to live of items that are put without one; None keeps them."""

    sweep_interval_minutes: int | None
    """How often the memory of expired items is given back."""


class IndexConfig(TypedDict, total=False):
    """How items are made searchable by meaning."""

    dims: int
    """How many numbers a vector has."""

    embed: Embeddings | EmbeddingsFunc | AEmbeddingsFunc | str
    """From texts to vectors: a function, an object like LangChain's Embeddings, or its name."""

    fields: list[str] | None
    """Paths to the texts of an item, each a vector of its own; the whole item where not given."""
