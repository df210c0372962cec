"""State schemas: TypedDict, dataclass or pydantic model, to what the engine reads."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable
from typing import Any, get_type_hints

from stepgraph.channels import channels_of, managed_of
from stepgraph.engine.spec import ALL, Reads


def is_schema(candidate: Any) -> bool:
    """Whether a type describes a state: a TypedDict, a dataclass or a pydantic model."""
    return isinstance(candidate, type) and (
        hasattr(candidate, "__total__")
        or dataclasses.is_dataclass(candidate)
        or hasattr(candidate, "model_fields")
    )


def reads_of(schema: type | None) -> Reads:
    """What a function sees that reads this schema."""
    if schema is None:
        return ALL
    return Reads(tuple(channels_of(schema)), tuple(managed_of(schema)), _maker(schema))


def schema_read_by(function: Callable[..., Any]) -> type | None:
    """The schema that a function's first parameter is annotated with, if it is one."""
    function = _callable_of(function)
    try:
        parameters = list(inspect.signature(function).parameters)
        hint = get_type_hints(function).get(parameters[0]) if parameters else None
    except (NameError, TypeError, ValueError):
        # Annotations that cannot be resolved say nothing; the function reads the graph's state.
        return None
    return hint if is_schema(hint) else None


def _callable_of(function: Callable[..., Any]) -> Callable[..., Any]:
    is_plain = inspect.isfunction(function) or inspect.ismethod(function)
    return function if is_plain else getattr(function, "__call__", function)  # noqa: B004


def _maker(schema: type) -> Callable[[dict[str, Any]], Any] | None:
    if dataclasses.is_dataclass(schema) or hasattr(schema, "model_fields"):
        return lambda values: schema(**values)
    return None
