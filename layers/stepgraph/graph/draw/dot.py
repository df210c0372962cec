"""A graph as DOT. Dashed arrows are conditional; waiting edges meet in a dot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from stepgraph.constants import END, START
from stepgraph.graph.draw.drawable import DrawableEdge, DrawableGraph
from stepgraph.graph.draw.edges import joined, label_of
from stepgraph.graph.draw.ids import ids_of
from stepgraph.graph.draw.text import visible

FONT = "monospace"
_NODE = 'style="rounded,filled", shape=box, color="#4f46e5", fillcolor="#eef2ff"'
_POLE = 'color="#475569", fillcolor="#ffffff"'

Labels = Mapping[str, Mapping[str, str]]


def draw_dot(graph: DrawableGraph, font: str | None = None, labels: Labels | None = None) -> str:
    """`labels` has other words for `nodes` and `edges`, as LangGraph's `draw_png` takes them."""
    meeting = joined(graph)
    ids = ids_of((*graph.nodes, *(f"\0{join}" for join in meeting)))
    quoted_font = _quoted(font or FONT)
    lines = [
        f"digraph {_quoted(graph.name)} {{",
        f"  graph [fontname={quoted_font}]",
        f'  node [{_NODE}, fontname={quoted_font}, fontsize=11, fontcolor="#1e1b4b"]',
        f'  edge [color="#475569", fontname={quoted_font}, fontsize=10, fontcolor="#475569"]',
        *(f"  {line}" for line in _nodes(graph, ids, (labels or {}).get("nodes", {}))),
        *(f"  {ids[f'\0{join}']} [shape=point]" for join in meeting),
        *(f"  {line}" for line in _edges(graph, ids, (labels or {}).get("edges", {}))),
        "}",
    ]
    return "\n".join(lines) + "\n"


def _nodes(
    graph: DrawableGraph, ids: Mapping[str, str], labels: Mapping[str, str]
) -> Iterator[str]:
    for name, node in graph.nodes.items():
        notes = [f"{key} = {value}" for key, value in node.metadata.items()]
        text = _quoted(labels.get(name, name), *notes)
        pole = f", {_POLE}" if name in (START, END) else ""
        yield f"{ids[name]} [label={text}{pole}]"


def _edges(
    graph: DrawableGraph, ids: Mapping[str, str], labels: Mapping[str, str]
) -> Iterator[str]:
    meeting = joined(graph)
    for edge in graph.edges:
        if edge.join not in meeting:
            yield f"{ids[edge.source]} -> {ids[edge.target]}{_attributes(edge, labels)}"
    for join, edges in meeting.items():
        joint = ids[f"\0{join}"]
        yield from (f"{ids[edge.source]} -> {joint} [arrowhead=none]" for edge in edges)
        yield f"{joint} -> {ids[edges[0].target]}"


def _attributes(edge: DrawableEdge, labels: Mapping[str, str]) -> str:
    label = label_of(edge)
    found = ["style=dashed"] if edge.conditional else []
    if label:
        found.append(f"label={_quoted(labels.get(edge.data or label, label))}")
    return f" [{', '.join(found)}]" if found else ""


def _quoted(*lines: str) -> str:
    """Lines of text as one string; graphviz reads backslashes and HTML's entities in it."""
    return '"{}"'.format("\\n".join(_escaped(visible(line)) for line in lines))


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"')
