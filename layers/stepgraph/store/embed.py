"""From texts to vectors, by whatever the user gives."""

from __future__ import annotations

import importlib
import inspect
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, cast

from stepgraph.errors import ConfigurationError, EmbeddingError
from stepgraph.store.vectors import require_count

__all__ = ["AEmbeddingsFunc", "Embeddings", "EmbeddingsFunc", "ensure_embeddings"]

EmbeddingsFunc = Callable[[Sequence[str]], list[list[float]]]
AEmbeddingsFunc = Callable[[Sequence[str]], Awaitable[list[list[float]]]]

_METHODS = ("embed_documents", "embed_query", "aembed_documents", "aembed_query")


class Embeddings(ABC):
    """A model that embeds texts. LangChain's class of this name has the same methods."""

    @abstractmethod
    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector for each text."""

    @abstractmethod
    def embed_query(self, text: str) -> list[float]:
        """The vector of what is looked for."""

    async def aembed_documents(self, texts: list[str]) -> list[list[float]]:
        """`embed_documents`, in a thread unless there is a better way."""
        import asyncio

        return await asyncio.to_thread(self.embed_documents, texts)

    async def aembed_query(self, text: str) -> list[float]:
        """`embed_query`, in a thread unless there is a better way."""
        import asyncio

        return await asyncio.to_thread(self.embed_query, text)


class _Sync(Embeddings):
    """A function that takes texts."""

    def __init__(self, function: EmbeddingsFunc) -> None:
        self._function = function

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return self._function(texts)

    def embed_query(self, text: str) -> list[float]:
        return _first(self._function([text]))


class _Async(Embeddings):
    """A coroutine function that takes texts."""

    def __init__(self, function: AEmbeddingsFunc) -> None:
        self._function = function

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        raise _needs_await()

    def embed_query(self, text: str) -> list[float]:
        raise _needs_await()

    async def aembed_documents(self, texts: list[str]) -> list[list[float]]:
        return await self._function(texts)

    async def aembed_query(self, text: str) -> list[float]:
        return _first(await self._function([text]))


def ensure_embeddings(
    embed: Embeddings | EmbeddingsFunc | AEmbeddingsFunc | str | None,
) -> Embeddings:
    """`embed` with the methods of Embeddings: a function, an object that has them, or its name."""
    if isinstance(embed, str):
        return _named(embed)
    if all(callable(getattr(embed, name, None)) for name in _METHODS):
        return cast("Embeddings", embed)
    if not callable(embed):
        raise ConfigurationError(
            f"The index's embed is of type {type(embed).__name__}, which embeds nothing.",
            f"Give a function from texts to vectors, or an object with {', '.join(_METHODS)}.",
        )
    if _is_async(embed):
        return _Async(cast("AEmbeddingsFunc", embed))
    return _Sync(cast("EmbeddingsFunc", embed))


def _named(name: str) -> Embeddings:
    """What LangChain, where it is installed, makes of "openai:text-embedding-3-small"."""
    try:
        langchain = importlib.import_module("langchain.embeddings")
    except ImportError as error:
        raise ConfigurationError(
            f"The index's embed is the name {name!r}, which only LangChain can look up.",
            "Install langchain, or give a function from texts to vectors.",
        ) from error
    return cast("Embeddings", langchain.init_embeddings(name))


def _is_async(function: Any) -> bool:
    return inspect.iscoroutinefunction(function) or inspect.iscoroutinefunction(
        getattr(function, "__call__", None)  # noqa: B004 - an object may have a coroutine for it
    )


def _first(given: Any) -> list[float]:
    vectors: list[list[float]] = require_count(given, texts=1)
    return vectors[0]


def _needs_await() -> EmbeddingError:
    return EmbeddingError(
        "The index's embed is a coroutine function, which a synchronous call cannot wait for.",
        "Call aput, asearch or abatch, or give the store a plain function.",
    )
