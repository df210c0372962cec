"""Values that a graph hands down to its subgraphs: a user, a tenant, a limit.

LangGraph has no such channel. Think of a `ContextVar`: a subgraph begins with the parent's value,
however deep it is called; what it writes holds until it ends and never comes back up.
"""

from __future__ import annotations

from collections.abc import Mapping
from inspect import isclass
from typing import Any

from stepgraph.channels.base import MISSING, Channel
from stepgraph.channels.composed import Composed
from stepgraph.channels.last_value import LastValue
from stepgraph.types import Overwrite

Channels = Mapping[str, Channel]


class Context(Composed):
    """Folds as the channel inside, LastValue for a type, and is handed down to subgraphs.

    `Annotated[str, Context]` and `Annotated[list, Context(Topic(str))]` both do, in the parent's
    schema and in the subgraph's. A graph in between need not have the key.
    """

    inherited = True

    def __init__(self, inner: Any = Any) -> None:
        if isclass(inner) and issubclass(inner, Channel):
            inner = inner()
        super().__init__(inner if isinstance(inner, Channel) else LastValue(inner))


def handed_down(
    channels: Channels, values: Mapping[str, Any], from_above: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """What the subgraphs of a graph with `values` inherit; `from_above` is what it inherits."""
    own = {
        key: channel.read(values[key])
        for key, channel in channels.items()
        if channel.inherited and key in values
    }
    seen = {key: value for key, value in own.items() if value is not MISSING}
    return {**(from_above or {}), **seen}


def inherited_by(channels: Channels, from_above: Mapping[str, Any]) -> dict[str, Overwrite]:
    """What a graph begins with, as an update of its state.

    As writes they stand in its log, so that a replay needs nothing of the parent. They replace:
    a subgraph that keeps a log of its own begins each call with what its parent has then.
    """
    return {
        key: Overwrite(from_above[key])
        for key, channel in channels.items()
        if channel.inherited and key in from_above
    }


def without_inherited(channels: Channels, output: Mapping[str, Any]) -> dict[str, Any]:
    """What a subgraph gives back to its parent."""
    return {
        key: value
        for key, value in output.items()
        if key not in channels or not channels[key].inherited
    }
