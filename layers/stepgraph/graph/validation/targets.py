"""Edges, waiting edges and breakpoints that name no node, and a graph that has no beginning."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stepgraph.constants import END, START
from stepgraph.engine import GraphSpec, NodeSpec
from stepgraph.errors import Problem
from stepgraph.graph.validation.ways import members_of
from stepgraph.graph.validation.wording import add_or_mend, is_target

_EVERY_NODE = "*"


def check_sources(spec: GraphSpec, loose: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    """Edges that leave what is no node."""
    for source, target in dict.fromkeys(loose):
        if source == END:
            message = f"An edge to {target!r} leaves END, where a graph is over."
            yield Problem("EDGE_FROM_END", None, message, "Let it leave a node.")
        elif source not in spec.nodes:
            message = f"An edge to {target!r} leaves {source!r}, which is no node."
            yield Problem("EDGE_UNKNOWN_SOURCE", source, message, add_or_mend(spec, source))


def check_targets(spec: GraphSpec) -> Iterator[Problem]:
    """Edges of any kind that lead to what is no node."""
    for node in spec.nodes.values():
        for what, target in dict.fromkeys(_named_by(node)):
            if not is_target(spec, target):
                yield _unknown_target(spec, what, node.name, target)
    for target in dict.fromkeys(spec.joins.values()):
        if not is_target(spec, target):
            yield _unknown_target(spec, "A waiting edge", None, target)


def _named_by(node: NodeSpec) -> Iterator[tuple[str, str]]:
    for target in node.edges:
        yield f"An edge from {node.name!r}", target
    for branch in node.branches:
        for target in (branch.ends or {}).values():
            yield f"A conditional edge from {node.name!r}", target
    for target in node.destinations:
        yield f"A Command of {node.name!r}", target


def _unknown_target(spec: GraphSpec, what: str, source: str | None, target: str) -> Problem:
    if target == START:
        message = f"{what} goes to START, where a graph begins and nothing comes back to."
        return Problem("EDGE_TO_START", source, message, "Go to the first node instead.")
    message = f"{what} goes to {target!r}, which is no node."
    return Problem("EDGE_UNKNOWN_TARGET", source, message, add_or_mend(spec, target))


def check_members(spec: GraphSpec) -> Iterator[Problem]:
    """Waiting edges that wait for what is no node."""
    for join, target in spec.joins.items():
        for member in members_of(spec, join):
            if member not in spec.nodes:
                message = f"The edge to {target!r} waits for {member!r}, which is no node."
                yield Problem("JOIN_UNKNOWN_MEMBER", target, message, add_or_mend(spec, member))


def check_entry(spec: GraphSpec) -> Iterator[Problem]:
    """A graph whose runs would have nothing to begin with."""
    start = spec.nodes[START]
    if not (start.edges or start.branches or start.joins):
        message = "Nothing leads out of START."
        yield Problem("GRAPH_NO_ENTRY", None, message, "Add an edge from START to the first node.")


def check_interrupts(spec: GraphSpec, names: Iterable[str]) -> Iterator[Problem]:
    """Breakpoints at what is no node."""
    for name in dict.fromkeys(names):
        if name != _EVERY_NODE and (name == END or not is_target(spec, name)):
            message = f"A breakpoint names {name!r}, which is no node."
            yield Problem("INTERRUPT_UNKNOWN_NODE", name, message, add_or_mend(spec, name))
