"""Keys of the cache: the same input to the same code is the same key, in every process."""

from __future__ import annotations

import dataclasses
import enum
import functools
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from stepgraph.cache.base import Namespace
from stepgraph.checkpoint import codec
from stepgraph.errors import CacheKeyError, UnknownTypeError
from stepgraph.types import CachePolicy

__all__ = ["CacheKey", "cache_key", "default_cache_key", "identifier", "namespace_of"]

WRITES = "__stepgraph_writes"

_SEQUENCES = (tuple, set, frozenset)
_BUILTIN = (dict, list, *_SEQUENCES, str, int, float, bytes)


class CacheKey(NamedTuple):
    """Where the result of a task is kept, and for how many seconds."""

    ns: Namespace
    key: str
    ttl: int | None


def cache_key(
    policy: CachePolicy,
    namespace: Namespace,
    args: Sequence[Any],
    kwargs: Mapping[str, Any] | None = None,
    *,
    version: str = "",
) -> CacheKey:
    """The key of what the code of `namespace` gives for these arguments.

    With another `version` (of the code, the schema) nothing is found of what was kept before.
    """
    key_func = policy.key_func or default_cache_key
    try:
        made = key_func(*args, **(kwargs or {}))
    except CacheKeyError as error:
        raise CacheKeyError(f"{namespace!r}: {error.problem}", error.next_step) from error
    if not isinstance(made, str | bytes):
        raise CacheKeyError(
            f"{namespace!r}: its key_func gave a value of type {type(made).__name__}.",
            "Return a str or bytes.",
        )
    content = made.encode() if isinstance(made, str) else made
    return CacheKey(namespace, _digest(version.encode(), content), policy.ttl)


def namespace_of(code: str, node: str | None = None) -> Namespace:
    """Where the results of a node (or of a task function) are kept: what `clear` takes."""
    return (WRITES, code) if node is None else (WRITES, code, node)


def identifier(function: Any) -> str:
    """The name of a function or callable object, the same in every process."""
    function = function.func if isinstance(function, functools.partial) else function
    named = function if hasattr(function, "__qualname__") else type(function)
    name = f"{named.__module__}.{named.__qualname__}"
    # All lambdas of a module have one name; their lines tell them apart.
    line = named.__code__.co_firstlineno if name.endswith("<lambda>") else None
    return name if line is None else f"{name}:{line}"


def default_cache_key(*args: Any, **kwargs: Any) -> str:
    """A digest of the arguments: of what they hold, whatever the order of dicts and sets."""
    try:
        packed = _canonical([args, kwargs])
    except UnknownTypeError as error:
        raise _no_key(error.problem) from error
    except RecursionError as error:
        raise _no_key("The input is nested too deeply, or holds itself.") from error
    return _digest(codec.encode(packed))


def _canonical(value: Any) -> Any:
    """`value` packed as the log packs it, but in one order, and with the fields of objects."""
    kind = type(value)
    if kind is list:
        return [_canonical(item) for item in value]
    if kind is dict:
        pairs = [[_canonical(key), _canonical(item)] for key, item in value.items()]
        return {codec.TAG: "dict", codec.VALUE: sorted(pairs, key=json.dumps)}
    if kind in _SEQUENCES:
        items = [_canonical(item) for item in value]
        in_order = items if kind is tuple else sorted(items, key=json.dumps)
        return {codec.TAG: kind.__name__, codec.VALUE: in_order}
    # A bool is an int to Python, but the log knows it.
    parts = None if kind is bool else _parts(value)
    if parts is not None:
        name = f"{kind.__module__}.{kind.__qualname__}"
        return {codec.TAG: "object", codec.VALUE: [name, _canonical(parts)]}
    return codec.pack(value, "The input")


def _parts(value: Any) -> Any:
    """What an object that the log does not know is made of; None where nobody can say."""
    kind = type(value)
    if dataclasses.is_dataclass(kind):
        compared = (field.name for field in dataclasses.fields(kind) if field.compare)
        return {name: getattr(value, name) for name in compared}
    if isinstance(value, enum.Enum):
        return value.name
    if hasattr(kind, "model_fields"):
        # pydantic's models, without importing it: iterating one gives its fields.
        return dict(value)
    base = next((base for base in kind.__mro__[1:] if base in _BUILTIN), None)
    return base and [base(value), getattr(value, "__dict__", {})]


def _digest(*parts: bytes) -> str:
    """Of the parts and of where they end."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(len(part).to_bytes(8))
        whole.update(part)
    return whole.hexdigest()


def _no_key(problem: str) -> CacheKeyError:
    return CacheKeyError(
        f"No cache key can be made. {problem}",
        "Give the CachePolicy a key_func that returns a str or bytes made of what matters.",
    )
