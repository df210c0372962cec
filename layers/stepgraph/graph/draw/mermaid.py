"""A graph as Mermaid. Dashed arrows are conditional; waiting edges meet in a dot."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from stepgraph.constants import END, START
from stepgraph.graph.draw.drawable import DrawableEdge, DrawableGraph, DrawableNode
from stepgraph.graph.draw.edges import joined, label_of
from stepgraph.graph.draw.ids import ids_of
from stepgraph.graph.draw.text import visible

# With a text colour of their own, they can be read in Mermaid's dark theme too.
_FILLS = {"default": "#eef2ff", "first": "#ffffff", "last": "#e0e7ff"}
_REST = "stroke:#4f46e5,color:#1e1b4b"
_PLAIN = frozenset(" _-./,")


@dataclass(frozen=True, slots=True)
class MermaidStyle:
    """What LangGraph's `draw_mermaid` takes."""

    with_styles: bool = True
    curve_style: Any = "linear"
    """A word, or an enum member whose value is one."""

    node_colors: Any = None
    """Anything with `default`, `first` and `last`."""

    wrap_label_n_words: int = 9
    frontmatter_config: Mapping[str, Any] | None = None


def draw_mermaid(graph: DrawableGraph, style: MermaidStyle | None = None) -> str:
    """Valid for every name: what is not a letter or a digit is written by its number."""
    style = style or MermaidStyle()
    meeting = joined(graph)
    ids = ids_of((*graph.nodes, *(f"\0{join}" for join in meeting)))
    lines = [
        *(_frontmatter(style) if style.with_styles else ()),
        "graph TD;",
        *(f"\t{_node(ids[node.id], node, style)}" for node in graph.nodes.values()),
        *(f"\t{ids[f'\0{join}']}(( ))" for join in meeting),
        *(f"\t{line};" for line in _edges(graph, ids, style)),
        *(f"\t{line}" for line in (_classes(style) if style.with_styles else ())),
    ]
    return "\n".join(lines) + "\n"


def _frontmatter(style: MermaidStyle) -> Iterator[str]:
    given = dict(style.frontmatter_config or {})
    config = dict(given.pop("config", {}))
    curve = getattr(style.curve_style, "value", style.curve_style)
    config["flowchart"] = {"curve": curve, **config.get("flowchart", {})}
    yield "---"
    # JSON is YAML.
    for key, value in {"config": config, **given}.items():
        yield f"{key}: {json.dumps(value)}"
    yield "---"


def _node(id: str, node: DrawableNode, style: MermaidStyle) -> str:
    notes = [
        f"<small>{_escaped(f'{key} = {value}')}</small>" for key, value in node.metadata.items()
    ]
    text = "<br/>".join((_escaped(node.name), *notes))
    shape = f'(["{text}"])' if node.id in (START, END) else f'("{text}")'
    role = {START: ":::first", END: ":::last"}.get(node.id, "")
    return f"{id}{shape}{role if style.with_styles else ''}"


def _edges(graph: DrawableGraph, ids: dict[str, str], style: MermaidStyle) -> Iterator[str]:
    meeting = joined(graph)
    for edge in graph.edges:
        if edge.join not in meeting:
            yield f"{ids[edge.source]} {_arrow(edge, style)} {ids[edge.target]}"
    for join, edges in meeting.items():
        joint = ids[f"\0{join}"]
        yield from (f"{ids[edge.source]} --- {joint}" for edge in edges)
        yield f"{joint} --> {ids[edges[0].target]}"


def _arrow(edge: DrawableEdge, style: MermaidStyle) -> str:
    label = _wrapped(label_of(edge), style.wrap_label_n_words)
    if not edge.conditional:
        return "-->"
    return f'-. "{label}" .->' if label else "-.->"


def _wrapped(label: str, words: int) -> str:
    found = [_escaped(word) for word in label.split()]
    lines = (found[at : at + words] for at in range(0, len(found), max(words, 1)))
    return "<br/>".join(" ".join(line) for line in lines)


def _classes(style: MermaidStyle) -> Iterator[str]:
    for role, fill in _FILLS.items():
        yield f"classDef {role} fill:{getattr(style.node_colors, role, fill)},{_REST}"


def _escaped(text: str) -> str:
    return "".join(
        char if char.isalnum() or char in _PLAIN else f"#{ord(char)};" for char in visible(text)
    )
