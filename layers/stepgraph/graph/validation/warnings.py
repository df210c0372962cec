"""What runs, and is likely not what its author meant."""

from __future__ import annotations

from collections.abc import Iterator

from stepgraph.engine import GraphSpec
from stepgraph.errors import Problem
from stepgraph.graph.validation.channels import check_channels
from stepgraph.graph.validation.cycles import check_cycles
from stepgraph.graph.validation.handlers import check_handlers
from stepgraph.graph.validation.joins import check_joins
from stepgraph.graph.validation.names import check_portable_names
from stepgraph.graph.validation.policies import check_policies
from stepgraph.graph.validation.reach import check_dead_ends, check_unreachable
from stepgraph.graph.validation.routers import check_routers
from stepgraph.graph.validation.ways import Ways


def warnings_of(spec: GraphSpec) -> Iterator[Problem]:
    """All warnings, by check and then by node."""
    ways = Ways.of(spec)
    yield from check_portable_names(spec)
    yield from check_channels(spec)
    yield from check_routers(spec)
    yield from check_unreachable(spec, ways)
    yield from check_dead_ends(spec, ways)
    yield from check_joins(spec, ways)
    yield from check_cycles(spec, ways)
    yield from check_policies(spec)
    yield from check_handlers(spec)
