"""Nodes that no run comes to, and nodes that none leaves."""

from __future__ import annotations

from collections.abc import Iterator

from stepgraph.engine import GraphSpec
from stepgraph.errors import Problem
from stepgraph.graph.validation.ways import Ways
from stepgraph.graph.validation.wording import nodes_of


def check_unreachable(spec: GraphSpec, ways: Ways) -> Iterator[Problem]:
    """Nodes that nothing leads to."""
    reached = ways.reached()
    for name in nodes_of(spec):
        if name not in reached:
            message = f"Nothing leads from START to {name!r}, so it never runs."
            fix = "Add an edge to it, or name it in the destinations of the node that goes there."
            yield Problem("NODE_UNREACHABLE", name, message, fix, "warning")


def check_dead_ends(spec: GraphSpec, ways: Ways) -> Iterator[Problem]:
    """Nodes that a run comes to and that nothing leaves."""
    reached = ways.reached()
    for name in nodes_of(spec):
        node = spec.nodes[name]
        leads_on = node.edges or node.joins or node.branches or node.destinations
        if name in reached and not leads_on and name not in ways.anywhere:
            message = f"Nothing leaves {name!r}, so its branch ends there."
            fix = "Add an edge to what comes next, or to END to say that nothing does."
            yield Problem("NODE_DEAD_END", name, message, fix, "warning")
