"""How much space an item takes in a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stepgraph.graph.draw.drawable import DrawableEdge
from stepgraph.graph.draw.edges import label_of
from stepgraph.graph.draw.layout.arrange import Wiring
from stepgraph.graph.draw.layout.place import Extent, Spacing
from stepgraph.graph.draw.layout.ranks import Layers
from stepgraph.graph.draw.layout.scene import Item
from stepgraph.graph.draw.text import columns, wrapped

# What a terminal shows beside a line number.
MAX_COLUMNS = 100


@dataclass(frozen=True, slots=True)
class Style:
    """How generous a row of boxes is with space."""

    wrap: int
    """The longest line of a name, in columns."""

    padding: int
    spacing: Spacing


# From the roomiest to the narrowest.
STYLES = (
    Style(32, 1, Spacing(3, 2)),
    Style(24, 1, Spacing(2, 1)),
    Style(16, 1, Spacing(1, 1)),
    Style(16, 0, Spacing(1, 1)),
    Style(12, 0, Spacing(1, 1)),
    Style(8, 0, Spacing(1, 1)),
)
# Ports stand this far apart where there are few, and as close as can be told apart where many.
_STEP, _NARROW_STEP, _FEW = 4, 2, 3
_BORDERS = 2
# Round brackets; those of START and END have space inside.
_ENDS = {"joint": 2, "pole": 4}
# The line of a loop, beside its box.
_LOOP = 3


@dataclass(frozen=True, slots=True)
class Box:
    """An item as lines of text, without what is around it."""

    item: Item
    lines: tuple[str, ...]
    width: int
    """With its borders, without its loop."""

    loop: DrawableEdge | None = None

    @property
    def height(self) -> int:
        """With its borders."""
        return len(self.lines) + (_BORDERS if self.item.kind == "node" else 0)

    @property
    def extent(self) -> Extent:
        """From its middle column, with its loop."""
        left = self.width // 2
        beside = 0
        if self.loop is not None:
            label = label_of(self.loop)
            beside = _LOOP + (columns(label) + 1 if label else 0)
        return Extent(left, self.width - 1 - left + beside)

    @property
    def inside(self) -> tuple[int, int]:
        """The offsets that a port may have."""
        left = self.width // 2
        return 1 - left, self.width - 2 - left


def step_of(ports: int) -> int:
    """How far apart the ports of one side stand."""
    return _STEP if ports <= _FEW else _NARROW_STEP


def box_of(item: Item, ports: int, loop: DrawableEdge | None, style: Style) -> Box:
    """An item in its box, wide enough for `ports` on one side."""
    lines = _lines(item, style.wrap)
    text = max(columns(line) for line in lines)
    if item.kind in ("label", "bend"):
        return Box(item, lines, max(text, 1))
    around = _ENDS.get(item.kind, _BORDERS + 2 * style.padding)
    needed = (ports - 1) * step_of(ports) + _BORDERS + 1
    return Box(item, lines, max(text + around, needed), loop)


def narrowest(item: Item) -> int:
    """What an item takes at least, with the space beside it."""
    return box_of(item, 1, None, STYLES[-1]).width + STYLES[-1].spacing.items


def boxes_of(
    layers: Layers, wiring: Wiring, loops: Mapping[int, DrawableEdge], styles: Sequence[Style]
) -> tuple[list[Box], list[Style]]:
    """The box of each item, and the style of each row: the first of `styles` in which it fits."""
    boxes: dict[int, Box] = {}
    chosen = []
    for row in layers.rows:
        for style in styles:
            found = {
                number: box_of(
                    layers.items[number], wiring.most_ports(number), loops.get(number), style
                )
                for number in row
            }
            if _width(list(found.values()), style) <= MAX_COLUMNS:
                break
        boxes |= found
        chosen.append(style)
    return [boxes[number] for number in range(len(boxes))], chosen


def _width(row: Sequence[Box], style: Style) -> int:
    extents = [box.extent for box in row]
    return sum(extent.left + 1 + extent.right + style.spacing.items for extent in extents)


def _lines(item: Item, wrap: int) -> tuple[str, ...]:
    if item.kind in ("pole", "joint", "bend"):
        return (item.text,)
    return tuple(line for text in (item.text, *item.notes) for line in wrapped(text, wrap))
