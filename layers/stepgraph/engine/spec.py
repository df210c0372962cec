"""The frozen description of a graph: what everything but the builder works from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from stepgraph.channels import Channel
from stepgraph.managed.base import ManagedValue
from stepgraph.runtime import Runtime
from stepgraph.types import RetryPolicy, TimeoutPolicy

Action = Callable[[Any, Runtime[Any]], Any]


@dataclass(frozen=True, slots=True)
class Reads:
    """What a node or a router sees of the state, and in which form."""

    keys: tuple[str, ...] | None = None
    """The keys of its schema; None for all of the graph's state."""

    managed: tuple[str, ...] = ()
    """The keys of its schema that nobody writes."""

    make: Callable[[dict[str, Any]], Any] | None = None
    """Makes an object of its schema; None where a dict will do."""


ALL = Reads()


@dataclass(frozen=True, slots=True)
class BranchSpec:
    """A conditional edge: a router, and where each of its answers leads."""

    router: Action
    reads: Reads = ALL
    ends: Mapping[Any, str] | None = None
    """What the router may return, and the node it means; None where anything goes."""

    names: bool = True
    """Whether the router may answer with the names of its ends."""

    sends: bool = True
    """Whether it may answer with Sends to them."""


@dataclass(frozen=True, slots=True)
class NodeSpec:
    """One node and the edges that leave it."""

    name: str
    action: Action
    reads: Reads = ALL
    edges: tuple[str, ...] = ()
    joins: tuple[str, ...] = ()
    """The barrier channels that this node's end is reported to."""

    branches: tuple[BranchSpec, ...] = ()
    destinations: tuple[str, ...] = ()
    """Where a Command of this node may go."""

    retry: RetryPolicy | Sequence[RetryPolicy] | None = None
    timeout: TimeoutPolicy | None = None
    error_handler: NodeSpec | None = None
    """What runs in the node's place when it has failed for good; its edges are its own."""

    async_action: Action | None = None
    """What an event loop calls in its place; None for what would block the loop."""

    as_update: Callable[[Any], Mapping[str, Any]] | None = None
    """From whatever it gives to an update of the state; None where it gives updates."""


@dataclass(frozen=True)
class GraphSpec:
    """A graph. START is a node like the others, whose writes are the input."""

    name: str
    channels: Mapping[str, Channel]
    nodes: Mapping[str, NodeSpec]
    joins: Mapping[str, str] = field(default_factory=dict)
    """From a barrier channel to the node that waits behind it."""

    deferred: Mapping[str, str] = field(default_factory=dict)
    """From a deferred node to the barrier channel that it waits behind."""

    managed: Mapping[str, type[ManagedValue]] = field(default_factory=dict)
    """The keys that are read and never written."""

    input_keys: tuple[str, ...] = ()
    """What an input may write; empty for all of the state."""

    output_keys: tuple[str, ...] = ()
    """What a caller gets back; empty for all of the state."""

    output_channel: str = ""
    """The channel whose value is all that a caller gets back; empty where that is keys."""

    @cached_property
    def readers(self) -> Mapping[str, Channel]:
        """The channels whose value is not what a reader sees."""
        return {
            key: channel
            for key, channel in self.channels.items()
            if type(channel).read is not Channel.read
        }

    @cached_property
    def state_keys(self) -> tuple[str, ...]:
        """The keys that nodes see and may write."""
        return tuple(key for key, channel in self.channels.items() if not channel.hidden)
