"""From the annotations of a state schema to its channels."""

from __future__ import annotations

from collections.abc import Sequence
from inspect import isclass, signature
from typing import Any

from stepgraph.channels.base import Channel
from stepgraph.channels.hints import hints_of, notes_of
from stepgraph.channels.last_value import LastValue
from stepgraph.channels.reducer import BinaryOperatorAggregate
from stepgraph.errors import GraphDefinitionError, Problem
from stepgraph.managed.base import ManagedValue, managed_in

REDUCER_ARGUMENTS = 2


def channels_of(schema: type) -> dict[str, Channel]:
    """A channel for each key of a TypedDict, a dataclass or another annotated class."""
    channels: dict[str, Channel] = {}
    problems: list[Problem] = []
    for key, hint in hints_of(schema).items():
        if managed_in(hint) is not None:
            continue
        try:
            channels[key] = _channel_of(key, hint)
        except GraphDefinitionError as error:
            problems += error.problems
    if problems:
        raise GraphDefinitionError(problems)
    return channels


def managed_of(schema: type) -> dict[str, type[ManagedValue]]:
    """The keys that no node writes, since the engine works them out for each task."""
    found = {key: managed_in(hint) for key, hint in hints_of(schema).items()}
    return {key: managed for key, managed in found.items() if managed is not None}


def _channel_of(key: str, hint: Any) -> Channel:
    """A channel comes before a reducer, and the last reducer before those before it.

    LangGraph looks for a reducer in the last place alone, and takes a key where a note follows
    the reducer for one without.
    """
    typ, notes = notes_of(hint)
    for note in notes:
        if isinstance(note, Channel):
            return note.of_type(typ)
        if isclass(note) and issubclass(note, Channel):
            return _made(key, note, typ)
    for note in reversed(notes):
        if _is_reducer(note):
            return BinaryOperatorAggregate(typ, note)
    _require_no_reducer(key, notes)
    return LastValue(typ)


def _made(key: str, channel: Any, typ: Any) -> Channel:
    try:
        made: Channel = channel(typ)
    except TypeError as error:
        raise GraphDefinitionError(
            (
                f"Key {key!r} is annotated with the class {channel.__name__}, which cannot be "
                f"made from a type alone: {error}. Annotate it with an instance.",
            )
        ) from error
    return made


def _require_no_reducer(key: str, notes: Sequence[Any]) -> None:
    """A function in the last place was meant as a reducer."""
    if notes and callable(notes[-1]):
        raise GraphDefinitionError(
            (
                f"The reducer of key {key!r}, {notes[-1]!r}, does not take two arguments. "
                "Write one of (value, write).",
            )
        )


def _is_reducer(note: Any) -> bool:
    if not callable(note):
        return False
    try:
        parameters = signature(note).parameters.values()
    except (TypeError, ValueError):
        # Some builtins have no signature, as max and min. A class is none of them.
        return not isclass(note)
    positional = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    return len(positional) == REDUCER_ARGUMENTS
