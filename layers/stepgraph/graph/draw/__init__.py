"""Drawings of a spec: Mermaid, DOT, ASCII, SVG. Pure but for png.py, which runs graphviz."""

from stepgraph.graph.draw.drawable import DrawableEdge, DrawableGraph, DrawableNode
from stepgraph.graph.draw.of_spec import drawable_of

__all__ = ["DrawableEdge", "DrawableGraph", "DrawableNode", "drawable_of"]
