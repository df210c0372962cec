"""Vectors of length one, and how near they are to each other."""

from __future__ import annotations

import math
from collections.abc import Sequence, Sized
from typing import Any

from stepgraph.errors import EmbeddingError

Vector = tuple[float, ...]


def unit_vector(numbers: Any, dims: int | None) -> Vector:
    """`numbers` scaled to length one; a vector of zeros stays, and is near to nothing."""
    vector = _floats(numbers)
    if dims is not None and len(vector) != dims:
        raise EmbeddingError(
            f"embed gave a vector of {len(vector)} numbers, where the index has {dims} dims.",
            "Set dims to what the model gives, or choose a model that gives dims.",
        )
    length = math.hypot(*vector)
    if not math.isfinite(length):
        raise EmbeddingError(
            "embed gave a vector with a number that is not finite, or that is too large.",
            "Check what the model gave for this text.",
        )
    return tuple(number / length for number in vector) if length else vector


def require_count(given: Any, texts: int) -> Any:
    """`given` where it holds one vector for each of so many texts."""
    if not isinstance(given, Sized) or len(given) != texts:
        what = f"{len(given)} vectors" if isinstance(given, Sized) else f"a {type(given).__name__}"
        raise EmbeddingError(
            f"embed gave {what} for {texts} text{'s' if texts > 1 else ''}.",
            "Return a list of one vector for each text, in the order of the texts.",
        )
    return given


def similarities(query: Vector, vectors: Sequence[Vector]) -> list[float]:
    """The cosine between `query` and each of the vectors, all of length one.

    Without NumPy, which takes longer to read the numbers than this takes to multiply them.
    """
    return [math.sumprod(query, vector) for vector in vectors]


def _floats(numbers: Any) -> Vector:
    try:
        return tuple(map(float, numbers))
    except (TypeError, ValueError) as error:
        raise EmbeddingError(
            f"embed gave a {type(numbers).__name__} that is no list of numbers.",
            "Return one list of numbers for each text.",
        ) from error
