"""What of a run may be stored: everything but the channels that no log may hold.

Each function takes the set of those keys, which is empty for most graphs and known before a run.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from stepgraph.channels.base import Channel
from stepgraph.types import Send


def untracked_keys(channels: Mapping[str, Channel]) -> frozenset[str]:
    """The channels that no log may hold."""
    return frozenset(key for key, channel in channels.items() if not channel.tracked)


def tracked_values(untracked: frozenset[str], values: Mapping[str, Any]) -> dict[str, Any]:
    """The state for a snapshot."""
    return {key: value for key, value in values.items() if key not in untracked}


def tracked_writes(
    untracked: frozenset[str], writes: Iterable[tuple[str, Any]]
) -> tuple[tuple[str, Any], ...]:
    """The writes of a task for the log."""
    return tuple((key, value) for key, value in writes if key not in untracked)


def tracked_argument(untracked: frozenset[str], argument: Any) -> Any:
    """The argument of a Send for the log, since a state may be sent on whole."""
    if isinstance(argument, Mapping) and not untracked.isdisjoint(argument):
        return tracked_values(untracked, argument)
    return argument


def tracked_route(untracked: frozenset[str], route: str | Send) -> str | Send:
    """A route for the log."""
    if not isinstance(route, Send):
        return route
    return replace(route, arg=tracked_argument(untracked, route.arg))
