"""A graph as something to draw: what `get_graph()` gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from stepgraph.constants import END, START

EdgeKind = Literal["plain", "conditional", "send", "waiting"]


@dataclass(frozen=True, slots=True)
class DrawableNode:
    """A node, and what else is said about it."""

    id: str
    metadata: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What the node is called."""
        return self.id


@dataclass(frozen=True, slots=True)
class DrawableEdge:
    """An edge; those of one `join` are waited for together."""

    source: str
    target: str
    data: str | None = None
    """The answers of the router that choose this edge, where they are not the target's name."""

    kind: EdgeKind = "plain"
    join: str | None = None

    @property
    def conditional(self) -> bool:
        """Whether a router or a Command decides."""
        return self.kind in ("conditional", "send")


@dataclass(frozen=True, slots=True)
class DrawableGraph:
    """Nodes and edges under LangGraph's names, and the drawings of them."""

    name: str
    nodes: Mapping[str, DrawableNode]
    edges: tuple[DrawableEdge, ...]

    def to_json(self) -> dict[str, list[dict[str, Any]]]:
        """The form in which the LangGraph API shows an assistant's graph."""
        return {
            "nodes": [_node_json(node) for node in self.nodes.values()],
            "edges": [_edge_json(edge) for edge in self.edges],
        }

    def draw_ascii(self) -> str:
        """For a terminal."""
        from stepgraph.graph.draw.ascii import draw_ascii

        return draw_ascii(self)

    def print_ascii(self) -> None:
        """Print it."""
        print(self.draw_ascii())  # noqa: T201 - LangGraph's name says so

    def draw_mermaid(
        self,
        *,
        with_styles: bool = True,
        curve_style: Any = "linear",
        node_colors: Any = None,
        wrap_label_n_words: int = 9,
        frontmatter_config: Mapping[str, Any] | None = None,
    ) -> str:
        """For Markdown pages that render Mermaid."""
        from stepgraph.graph.draw.mermaid import MermaidStyle, draw_mermaid

        style = MermaidStyle(
            with_styles, curve_style, node_colors, wrap_label_n_words, frontmatter_config
        )
        return draw_mermaid(self, style)

    def draw_dot(self) -> str:
        """For graphviz."""
        from stepgraph.graph.draw.dot import draw_dot

        return draw_dot(self)

    def draw_svg(self) -> str:
        """For a web page or a browser, light or dark as its reader likes."""
        from stepgraph.graph.draw.svg import draw_svg

        return draw_svg(self)

    def draw_png(
        self,
        output_file_path: str | Path | None = None,
        fontname: str | None = None,
        labels: Mapping[str, Mapping[str, str]] | None = None,
    ) -> bytes | None:
        """A picture made by graphviz, which has to be installed; in a file where one is named."""
        from stepgraph.graph.draw.dot import draw_dot
        from stepgraph.graph.draw.png import draw_png

        picture = draw_png(draw_dot(self, fontname, labels or {}))
        if output_file_path is None:
            return picture
        Path(output_file_path).write_bytes(picture)
        return None

    def draw_mermaid_png(self, *, output_file_path: str | Path | None = None) -> bytes:
        """The same picture: graphviz draws it here, where LangGraph sends it to a web service."""
        picture = self.draw_png()
        assert picture is not None
        if output_file_path is not None:
            Path(output_file_path).write_bytes(picture)
        return picture

    def first_node(self) -> DrawableNode | None:
        """The one node that no edge leads to, if there is just one."""
        return self._only(edge.target for edge in self.edges)

    def last_node(self) -> DrawableNode | None:
        """The one node that no edge leaves, if there is just one."""
        return self._only(edge.source for edge in self.edges)

    def _only(self, without: Iterable[str]) -> DrawableNode | None:
        left = self.nodes.keys() - set(without)
        return self.nodes[left.pop()] if len(left) == 1 else None


def _node_json(node: DrawableNode) -> dict[str, Any]:
    if node.id in (START, END):
        return {"id": node.id, "type": "schema", "data": node.id}
    data = {"id": ["stepgraph", "graph", "Node"], "name": node.name}
    shown = {"id": node.id, "type": "runnable", "data": data}
    return {**shown, "metadata": dict(node.metadata)} if node.metadata else shown


def _edge_json(edge: DrawableEdge) -> dict[str, Any]:
    shown: dict[str, Any] = {"source": edge.source, "target": edge.target}
    if edge.data is not None:
        shown["data"] = edge.data
    if edge.conditional:
        shown["conditional"] = True
    return shown
