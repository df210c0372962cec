"""From a spec to something to draw."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator
from typing import Any

from stepgraph.constants import END, START
from stepgraph.engine import BranchSpec, GraphSpec, NodeSpec
from stepgraph.graph.adapt import declared_gotos
from stepgraph.graph.draw.drawable import DrawableEdge, DrawableGraph, DrawableNode, EdgeKind

# Set at nodes with a router that names no ends: drawing an edge to every node would show nothing.
GOES_ANYWHERE = {"goes": "anywhere"}
ON_ERROR = "on error"


def drawable_of(spec: GraphSpec) -> DrawableGraph:
    """Every edge that the spec declares; a node that nothing leaves leads to END."""
    edges = tuple(_merged(edge for node in spec.nodes.values() for edge in _edges(spec, node)))
    nodes = {name: DrawableNode(name, _metadata(spec, node)) for name, node in spec.nodes.items()}
    if any(edge.target == END for edge in edges):
        nodes[END] = DrawableNode(END)
    return DrawableGraph(spec.name, nodes, tuple(edge for edge in edges if edge.target in nodes))


def _metadata(spec: GraphSpec, node: NodeSpec) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if any(branch.ends is None for branch in node.branches):
        found |= GOES_ANYWHERE
    if node.name in spec.deferred:
        found["defer"] = True
    if node.error_handler:
        function = inspect.unwrap(node.error_handler.action)
        found[ON_ERROR] = getattr(function, "__name__", type(function).__name__)
    return found


def _edges(spec: GraphSpec, node: NodeSpec) -> Iterator[DrawableEdge]:
    found = [
        *(DrawableEdge(node.name, target) for target in node.edges),
        *(edge for branch in node.branches for edge in _answers(node.name, branch)),
        *(DrawableEdge(node.name, target, kind="conditional") for target in node.destinations),
        *(_waiting(spec, node.name, join) for join in node.joins),
    ]
    if not found and node.name != START:
        found.append(DrawableEdge(node.name, END, kind=_last_kind(node)))
    yield from found
    yield from _handled(node)


def _handled(node: NodeSpec) -> Iterator[DrawableEdge]:
    """Where the error handler may go."""
    if node.error_handler:
        for target in declared_gotos(inspect.unwrap(node.error_handler.action)):
            yield DrawableEdge(node.name, target, ON_ERROR, "conditional")


def _last_kind(node: NodeSpec) -> EdgeKind:
    return "conditional" if node.branches else "plain"


def _answers(source: str, branch: BranchSpec) -> Iterator[DrawableEdge]:
    kind: EdgeKind = "send" if branch.sends and not branch.names else "conditional"
    for answer, target in (branch.ends or {}).items():
        yield DrawableEdge(source, target, None if answer == target else str(answer), kind)


def _waiting(spec: GraphSpec, source: str, join: str) -> DrawableEdge:
    return DrawableEdge(source, spec.joins[join], kind="waiting", join=join)


def _merged(edges: Iterable[DrawableEdge]) -> Iterable[DrawableEdge]:
    """One edge where several answers lead the same way."""
    found: dict[tuple[str, str, EdgeKind, str | None], list[str]] = {}
    for edge in edges:
        labels = found.setdefault((edge.source, edge.target, edge.kind, edge.join), [])
        if edge.data is not None:
            labels.append(edge.data)
    for (source, target, kind, join), labels in found.items():
        yield DrawableEdge(source, target, ", ".join(labels) or None, kind, join)
