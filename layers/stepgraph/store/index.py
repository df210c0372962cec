"""Search by meaning: what is embedded of a batch, and how its vectors rank items."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from stepgraph.errors import ConfigurationError
from stepgraph.store.embed import ensure_embeddings
from stepgraph.store.operations import Op, PutOp, SearchOp, last_puts
from stepgraph.store.paths import WHOLE, get_text_at_path, tokenize_path
from stepgraph.store.settings import IndexConfig
from stepgraph.store.vectors import Vector, require_count, similarities, unit_vector


@dataclass(frozen=True, slots=True)
class Embedded:
    """The vectors of the texts that a batch puts, and of the queries that it asks."""

    documents: Mapping[str, Vector] = field(default_factory=dict)
    queries: Mapping[str, Vector] = field(default_factory=dict)


class Index:
    """Embeds what a batch of operations needs; holds no vectors itself."""

    def __init__(self, config: IndexConfig) -> None:
        self.embeddings = ensure_embeddings(config.get("embed"))
        self._dims = _require_dims(config.get("dims"))
        self._paths = [tokenize_path(path) for path in config.get("fields") or [WHOLE]]

    def embed(self, ops: Sequence[Op]) -> Embedded:
        """Call the model for all texts at once, and for each query."""
        texts, queries = self._wanted(ops)
        documents = self.embeddings.embed_documents(texts) if texts else []
        asked = [self.embeddings.embed_query(query) for query in queries]
        return self._embedded(texts, documents, queries, asked)

    async def aembed(self, ops: Sequence[Op]) -> Embedded:
        """`embed`, with all calls at once."""
        import asyncio

        texts, queries = self._wanted(ops)
        documents = await self.embeddings.aembed_documents(texts) if texts else []
        asked = await asyncio.gather(*map(self.embeddings.aembed_query, queries))
        return self._embedded(texts, documents, queries, asked)

    def texts_of(self, op: PutOp) -> list[str]:
        """The texts by which an item is to be found."""
        if op.value is None or op.index is False:
            return []
        paths = self._paths if op.index is None else list(map(tokenize_path, op.index))
        return [text for path in paths for text in get_text_at_path(op.value, path)]

    def _wanted(self, ops: Sequence[Op]) -> tuple[list[str], list[str]]:
        """The texts and the queries to embed, each once."""
        texts = dict.fromkeys(text for op in last_puts(ops) for text in self.texts_of(op))
        queries = dict.fromkeys(op.query for op in ops if isinstance(op, SearchOp) and op.query)
        return list(texts), list(queries)

    def _embedded(
        self, texts: Sequence[str], documents: Any, queries: Sequence[str], asked: Any
    ) -> Embedded:
        return Embedded(self._vectors(texts, documents), self._vectors(queries, asked))

    def _vectors(self, texts: Sequence[str], given: Any) -> dict[str, Vector]:
        vectors = require_count(given, len(texts))
        return {text: self._vector(one) for text, one in zip(texts, vectors, strict=True)}

    def _vector(self, numbers: Any) -> Vector:
        vector = unit_vector(numbers, self._dims)
        # Without dims, the first vector sets what the others are held to.
        self._dims = len(vector)
        return vector


def ranked[Row](
    query: Vector, candidates: Iterable[tuple[Row, Sequence[Vector]]]
) -> list[tuple[Row, float | None]]:
    """What was given, nearest first by the nearest of its vectors; what has none comes last."""
    rows = list(candidates)
    scores = iter(similarities(query, [vector for _, vectors in rows for vector in vectors]))
    scored = [(row, max((next(scores) for _ in vectors), default=None)) for row, vectors in rows]
    return sorted(scored, key=lambda pair: (pair[1] is None, -(pair[1] or 0.0)))


def _require_dims(dims: Any) -> int | None:
    if dims is not None and (not isinstance(dims, int) or dims < 1):
        raise ConfigurationError(
            f"The index's dims is {dims!r}.", "Set it to how many numbers a vector has."
        )
    return dims
