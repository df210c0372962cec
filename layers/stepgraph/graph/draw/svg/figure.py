"""Where each shape stands and each line runs, in pixels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stepgraph.graph.draw.drawable import DrawableEdge
from stepgraph.graph.draw.edges import label_of
from stepgraph.graph.draw.layout.arrange import Wiring, arrange
from stepgraph.graph.draw.layout.place import Extent, Spacing
from stepgraph.graph.draw.layout.ranks import Layers
from stepgraph.graph.draw.layout.scene import Item, Link
from stepgraph.graph.draw.text import columns, wrapped

MARGIN = 16
LINE_HEIGHT = 18
# Monospaced fonts are 0.6 of their size wide; the style sheet sets 13 pixels.
_COLUMN = 8
_WRAP = 32
_PADDING = 12
_PORT_STEP = 20
_SPACING = Spacing(items=28, lines=20)
_GAP = 44
_JOINT = 10
# The line of a loop, beside its shape.
LOOP = 30


@dataclass(frozen=True, slots=True)
class Shape:
    """An item with its size."""

    item: Item
    lines: tuple[str, ...]
    width: int
    loop: DrawableEdge | None = None

    @property
    def height(self) -> int:
        """By the number of its lines."""
        if self.item.kind == "joint":
            return _JOINT
        padding = {"node": _PADDING, "pole": 6}.get(self.item.kind, 0)
        return len(self.lines) * LINE_HEIGHT + padding

    @property
    def extent(self) -> Extent:
        """From its middle, with its loop."""
        beside = 0
        if self.loop is not None:
            beside = LOOP + columns(label_of(self.loop)) * _COLUMN
        return Extent(self.width // 2, self.width // 2 + beside)


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line with the points between which it runs."""

    link: Link
    x1: int
    y1: int
    x2: int
    y2: int
    straight_from: int
    """Where it leaves the layer of its upper end."""

    straight_to: int
    """Where it comes to the layer of its lower end."""

    has_arrow: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """All that is to be painted."""

    width: int
    height: int
    shapes: Sequence[tuple[Shape, int, int]]
    """Each with its middle and its top."""

    strokes: Sequence[Stroke]


def figure_of(layers: Layers, loops: Mapping[int, DrawableEdge]) -> Figure:
    """Place the shapes, then the lines."""
    wiring = Wiring.of(layers)
    shapes = [
        _shape(item, wiring.most_ports(number), loops.get(number))
        for number, item in enumerate(layers.items)
    ]
    extents = [shape.extent for shape in shapes]
    spacing = [_SPACING] * len(layers.rows)
    steps = [_PORT_STEP if item.is_target else 0 for item in layers.items]
    middle = arrange(layers, wiring, extents, spacing, lambda item, _: steps[item]).to_grid()
    middle = [place + MARGIN for place in middle]
    rows = _rows(layers, shapes)
    tops = _tops(layers, shapes, rows)
    ends = (place + extent.right for place, extent in zip(middle, extents, strict=True))
    return Figure(
        max(ends, default=0) + MARGIN,
        max((bottom for _, bottom in rows), default=0) + MARGIN,
        list(zip(shapes, middle, tops, strict=True)),
        [_stroke(link, wiring, middle, tops, shapes, rows) for link in layers.links],
    )


def _shape(item: Item, ports: int, loop: DrawableEdge | None) -> Shape:
    if item.kind == "bend":
        return Shape(item, (), 2)
    if item.kind == "joint":
        return Shape(item, (), _JOINT)
    lines = (
        (item.text,)
        if item.kind == "pole"
        else tuple(line for text in (item.text, *item.notes) for line in wrapped(text, _WRAP))
    )
    text = max(columns(line) for line in lines) * _COLUMN
    padding = 2 * _PADDING if item.is_target else 0
    return Shape(item, lines, max(text + padding, (ports - 1) * _PORT_STEP + padding), loop)


def _rows(layers: Layers, shapes: Sequence[Shape]) -> list[tuple[int, int]]:
    """The top and the bottom of each layer."""
    rows = []
    top = MARGIN
    for row in layers.rows:
        height = max(shapes[number].height for number in row)
        rows.append((top, top + height))
        top += height + _GAP
    return rows


def _tops(layers: Layers, shapes: Sequence[Shape], rows: Sequence[tuple[int, int]]) -> list[int]:
    """The top of each shape, which stands in the middle of its layer."""
    tops = [0] * len(shapes)
    for row, (top, bottom) in zip(layers.rows, rows, strict=True):
        for number in row:
            tops[number] = top + (bottom - top - shapes[number].height) // 2
    return tops


def _stroke(
    link: Link,
    wiring: Wiring,
    middle: Sequence[int],
    tops: Sequence[int],
    shapes: Sequence[Shape],
    rows: Sequence[tuple[int, int]],
) -> Stroke:
    net = wiring.by_link[link]
    upper, lower = shapes[link.upper], shapes[link.lower]
    leaves, comes = rows[net.gap][1], rows[net.gap + 1][0]
    # A line goes on through the layers in which it bends.
    y1 = leaves if upper.item.kind == "bend" else tops[link.upper] + upper.height
    y2 = rows[net.gap + 1][1] if lower.item.kind == "bend" else tops[link.lower]
    return Stroke(
        link,
        x1=middle[link.upper] + net.upper[link.upper].offset,
        y1=y1,
        x2=middle[link.lower] + net.lower[link.lower].offset,
        y2=y2,
        straight_from=leaves,
        straight_to=comes,
        has_arrow=shapes[link.target].item.is_target,
    )
