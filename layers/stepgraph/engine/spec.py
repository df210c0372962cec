"""The frozen description of a graph: what everything but the builder works from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from stepgraph.channels import Channel
from stepgraph.runtime import Runtime
from stepgraph.types import RetryPolicy

Action = Callable[[Any, Runtime], Any]


@dataclass(frozen=True, slots=True)
class BranchSpec:
    """A conditional edge: a router, and where each of its answers leads."""

    router: Action
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
    edges: tuple[str, ...] = ()
    joins: tuple[str, ...] = ()
    """The barrier channels that this node's end is reported to."""

    branches: tuple[BranchSpec, ...] = ()
    destinations: tuple[str, ...] = ()
    """Where a Command of this node may go."""

    retry: RetryPolicy | None = None


@dataclass(frozen=True, slots=True)
class GraphSpec:
    """A graph. START is a node like the others, whose writes are the input."""

    name: str
    channels: Mapping[str, Channel]
    nodes: Mapping[str, NodeSpec]
    joins: Mapping[str, str] = field(default_factory=dict)
    """From a barrier channel to the node that waits behind it."""

    output_keys: tuple[str, ...] = ()

    @property
    def state_keys(self) -> tuple[str, ...]:
        """The keys that nodes see and may write."""
        return tuple(key for key, channel in self.channels.items() if not channel.hidden)
