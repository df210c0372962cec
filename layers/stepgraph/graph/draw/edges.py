"""What every drawing says about edges."""

from __future__ import annotations

from stepgraph.graph.draw.drawable import DrawableEdge, DrawableGraph
from stepgraph.graph.draw.text import visible

SEND = "Send"


def label_of(edge: DrawableEdge) -> str:
    """What a drawing writes at an edge."""
    data = "" if edge.data is None else visible(edge.data)
    if edge.kind != "send":
        return data
    return f"{data}: {SEND}" if data else SEND


def title_of(edge: DrawableEdge) -> str:
    """An edge in words."""
    label = label_of(edge)
    words = f"{visible(edge.source)} to {visible(edge.target)}"
    return f"{words} ({label})" if label else words


def joined(graph: DrawableGraph) -> dict[str, list[DrawableEdge]]:
    """The waiting edges that meet before they go on, by what they wait in."""
    found: dict[str, list[DrawableEdge]] = {}
    for edge in graph.edges:
        if edge.join is not None:
            found.setdefault(edge.join, []).append(edge)
    return {join: edges for join, edges in found.items() if len(edges) > 1}
