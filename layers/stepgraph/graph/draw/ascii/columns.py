"""The column of each port; one that may move stands where its line is straight."""

from __future__ import annotations

from collections.abc import Sequence

from stepgraph.graph.draw.ascii.boxes import Box
from stepgraph.graph.draw.ascii.wires import Wire
from stepgraph.graph.draw.layout.arrange import Wiring
from stepgraph.graph.draw.layout.nets import Net, Port


def wires_of(wiring: Wiring, boxes: Sequence[Box], middle: Sequence[int]) -> list[Wire]:
    """Each net with its columns."""
    columns = _Columns(wiring, boxes, middle)
    for net in wiring.nets:
        columns.straighten(net)
    return [columns.wire_of(net) for net in wiring.nets]


class _Columns:
    """Columns of ports, given the middles of their boxes."""

    def __init__(self, wiring: Wiring, boxes: Sequence[Box], middle: Sequence[int]) -> None:
        self._sides = wiring.sides
        self._boxes = boxes
        self._middle = middle
        self._of = {
            port: middle[port.item] + port.offset for side in self._sides.values() for port in side
        }

    def straighten(self, net: Net) -> None:
        """Let both ends of a single line stand in one column, where a box is wide enough."""
        if len(net.links) == 1:
            (upper,), (lower,) = net.upper.values(), net.lower.values()
            if not self._moved(lower, self._of[upper], is_lower_side=False):
                self._moved(upper, self._of[lower], is_lower_side=True)

    def wire_of(self, net: Net) -> Wire:
        """A net with its columns."""
        return Wire(
            net,
            {item: self._of[port] for item, port in net.upper.items()},
            {item: self._of[port] for item, port in net.lower.items()},
        )

    def _moved(self, port: Port, column: int, *, is_lower_side: bool) -> bool:
        here = self._of[port]
        if here == column:
            return True
        box = self._boxes[port.item]
        first, last = box.inside
        is_inside = first <= column - self._middle[port.item] <= last
        others = [self._of[other] for other in self._sides[port.item, is_lower_side]]
        others.remove(here)
        # A port that passed another would cross its line.
        is_free = all(
            abs(other - column) > 1 and (other < column) == (other < here) for other in others
        )
        if not (box.item.is_target and is_inside and is_free):
            return False
        self._of[port] = column
        return True
