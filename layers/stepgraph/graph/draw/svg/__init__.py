"""A graph as an SVG that needs nothing else: no fonts, no scripts, no network."""

from __future__ import annotations

from stepgraph.graph.draw.drawable import DrawableGraph
from stepgraph.graph.draw.layout.order import order
from stepgraph.graph.draw.layout.ranks import layers_of
from stepgraph.graph.draw.layout.scene import scene_of
from stepgraph.graph.draw.svg.figure import figure_of
from stepgraph.graph.draw.svg.paint import paint

__all__ = ["draw_svg"]


def draw_svg(graph: DrawableGraph) -> str:
    """Light or dark as its reader likes; each node and line says its name when pointed at."""
    scene = scene_of(graph)
    layers = layers_of(scene)
    order(layers)
    return paint(graph.name, figure_of(layers, scene.loops))
