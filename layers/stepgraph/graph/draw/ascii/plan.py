"""Where each box stands and each line runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stepgraph.graph.draw.ascii.align import align
from stepgraph.graph.draw.ascii.boxes import Box, Style, boxes_of, step_of
from stepgraph.graph.draw.ascii.columns import wires_of
from stepgraph.graph.draw.ascii.wires import Tangle, Wire, lay
from stepgraph.graph.draw.drawable import DrawableEdge
from stepgraph.graph.draw.layout.arrange import Wiring, arrange
from stepgraph.graph.draw.layout.ranks import Layers

# A gap with lines that turn has a row above them and one below, for arrowheads.
_AROUND_TRACKS = 2
# Each move of an item by a column solves a tangle; more than these have not been seen.
_MOST_MOVES = 500


@dataclass(frozen=True, slots=True)
class Plan:
    """All that is to be painted."""

    layers: Layers
    boxes: Sequence[Box]
    middle: Sequence[int]
    wires: Sequence[Wire]
    gaps: Sequence[int]
    """How many rows lie below each layer."""

    @property
    def width(self) -> int:
        """In columns."""
        ends = zip(self.middle, self.boxes, strict=True)
        return max((middle + box.extent.right + 1 for middle, box in ends), default=0)

    @property
    def height(self) -> int:
        """In rows."""
        return self.tops[-1]

    @property
    def tops(self) -> list[int]:
        """The first row of each layer, and the row after them all."""
        tops = [0]
        for rank, gap in enumerate(self.gaps):
            tops.append(tops[-1] + self._layer_height(rank) + gap)
        return tops

    def rows_of(self, rank: int) -> tuple[int, int]:
        """The first and the last row of a layer."""
        top = self.tops[rank]
        return top, top + self._layer_height(rank) - 1

    def box_rows(self, number: int, rank: int) -> tuple[int, int]:
        """The first and the last row of a box, which stands in the middle of its layer."""
        first, last = self.rows_of(rank)
        box = self.boxes[number]
        if box.item.kind == "bend":
            return first, last
        top = first + (last - first + 1 - box.height) // 2
        return top, top + box.height - 1

    def _layer_height(self, rank: int) -> int:
        return max(self.boxes[number].height for number in self.layers.rows[rank])


def plan_of(layers: Layers, loops: Mapping[int, DrawableEdge], styles: Sequence[Style]) -> Plan:
    """Place the boxes, then the lines; each row in the first style in which it fits."""
    wiring = Wiring.of(layers)
    boxes, chosen = boxes_of(layers, wiring, loops, styles)
    placing = arrange(
        layers,
        wiring,
        [box.extent for box in boxes],
        [style.spacing for style in chosen],
        lambda _, ports: step_of(ports),
    )
    middle = placing.to_grid()
    align(placing, wiring, boxes, middle)
    edge = min((at - box.extent.left for at, box in zip(middle, boxes, strict=True)), default=0)
    middle = [place - edge for place in middle]
    wires = _untangled(layers, wiring, boxes, middle)
    gaps = [_gap(layers, wires, rank) for rank in range(len(layers.rows))]
    return Plan(layers, boxes, middle, wires, gaps)


def _untangled(
    layers: Layers, wiring: Wiring, boxes: Sequence[Box], middle: list[int]
) -> list[Wire]:
    for _ in range(_MOST_MOVES):
        wires = wires_of(wiring, boxes, middle)
        try:
            for rank in range(len(layers.rows)):
                lay([wire for wire in wires if wire.net.gap == rank])
        except Tangle as tangle:
            _move(layers, tangle.item, middle)
        else:
            return wires
    raise AssertionError("lines that cannot be told apart")


def _move(layers: Layers, item: int, middle: list[int]) -> None:
    """One column to the right, with all that stands beside it there."""
    row = next(row for row in layers.rows if item in row)
    for number in row[row.index(item) :]:
        middle[number] += 1


def _gap(layers: Layers, wires: Sequence[Wire], rank: int) -> int:
    if rank == len(layers.rows) - 1:
        return 0
    here = [wire for wire in wires if wire.net.gap == rank]
    tracks = max((wire.track + 1 for wire in here if wire.track is not None), default=0)
    if tracks:
        return tracks + _AROUND_TRACKS
    # An arrowhead alone does not show that its line is dashed.
    return 2 if any(_is_hidden(layers, wire) for wire in here) else 1


def _is_hidden(layers: Layers, wire: Wire) -> bool:
    ends = wire.net.upper if wire.net.up else wire.net.lower
    return wire.net.dashed and any(layers.items[item].is_target for item in ends)
