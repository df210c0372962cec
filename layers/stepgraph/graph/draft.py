"""A node while its graph is being built."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from stepgraph.engine import BranchSpec
from stepgraph.ops.retry import Policies
from stepgraph.types import TimeoutPolicy


@dataclass(slots=True)
class DraftNode:
    """A function, and the edges it has so far."""

    function: Callable[..., Any]
    retry: Policies = None
    destinations: tuple[str, ...] = ()
    schema: type | None = None
    timeout: TimeoutPolicy | None = None
    error_handler: Callable[..., Any] | None = None
    defer: bool = False
    metadata: dict[str, Any] = field(default_factory=dict)
    edges: list[str] = field(default_factory=list)
    joins: list[str] = field(default_factory=list)
    branches: list[BranchSpec] = field(default_factory=list)

    def targets(self) -> Iterator[str]:
        """Every node that an edge of this one names."""
        yield from self.edges
        yield from self.destinations
        for branch in self.branches:
            yield from (branch.ends or {}).values()
