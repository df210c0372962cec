"""A graph for a terminal: boxes in layers, lines between them. Dashed lines are conditional."""

from __future__ import annotations

from stepgraph.graph.draw.ascii.boxes import MAX_COLUMNS, STYLES, narrowest
from stepgraph.graph.draw.ascii.canvas import Canvas
from stepgraph.graph.draw.ascii.paint import paint
from stepgraph.graph.draw.ascii.plan import plan_of
from stepgraph.graph.draw.drawable import DrawableGraph
from stepgraph.graph.draw.layout.order import order
from stepgraph.graph.draw.layout.ranks import layers_of
from stepgraph.graph.draw.layout.scene import scene_of

__all__ = ["draw_ascii"]

# What a row of boxes leaves to the lines that pass it.
_ROOM = MAX_COLUMNS - 10


def draw_ascii(graph: DrawableGraph) -> str:
    """The roomiest drawing that fits, or the narrowest where none does."""
    scene = scene_of(graph)
    layers = layers_of(scene, _ROOM, narrowest)
    order(layers)
    for first in range(len(STYLES)):
        plan = plan_of(layers, scene.loops, STYLES[first:])
        if plan.width <= MAX_COLUMNS:
            break
    canvas = Canvas(plan.width, plan.height)
    paint(plan, canvas)
    return canvas.text()
