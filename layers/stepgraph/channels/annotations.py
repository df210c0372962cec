"""From the annotations of a state schema to its channels."""

from __future__ import annotations

from inspect import signature
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from stepgraph.channels.base import Channel
from stepgraph.channels.last_value import LastValue
from stepgraph.channels.reducer import BinaryOperatorAggregate
from stepgraph.errors import GraphDefinitionError

REDUCER_ARGUMENTS = 2


def channels_of(schema: type) -> dict[str, Channel]:
    """A channel for each key of a TypedDict, a dataclass or another annotated class."""
    try:
        hints = get_type_hints(schema, include_extras=True)
    except (NameError, TypeError) as error:
        raise GraphDefinitionError(
            (
                f"The annotations of state schema {schema!r} cannot be read: {error}. "
                "Import the names that it uses at module level, outside `if TYPE_CHECKING`.",
            )
        ) from error
    return {key: _channel_of(hint) for key, hint in hints.items()}


def _channel_of(hint: Any) -> Channel:
    hint = _without_required(hint)
    if get_origin(hint) is not Annotated:
        return LastValue()
    typ, *notes = get_args(hint)
    note = notes[-1]
    if isinstance(note, Channel):
        return note
    if not callable(note):
        return LastValue()
    if not _takes_two(note):
        raise GraphDefinitionError(
            (f"The reducer {note!r} does not take two arguments. Write one of (value, write).",)
        )
    return BinaryOperatorAggregate(typ, note)


def _without_required(hint: Any) -> Any:
    """`Required[X]` and `NotRequired[X]` say nothing about how X folds."""
    name = getattr(get_origin(hint), "_name", None)
    return get_args(hint)[0] if name in {"Required", "NotRequired", "ReadOnly"} else hint


def _takes_two(function: Any) -> bool:
    try:
        positional = [
            p
            for p in signature(function).parameters.values()
            if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)
        ]
    except (TypeError, ValueError):
        # Some builtins have no signature, as max and min.
        return True
    return len(positional) == REDUCER_ARGUMENTS
