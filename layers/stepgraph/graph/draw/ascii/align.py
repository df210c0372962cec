"""Boxes moved a little to the side, where that makes a line straight."""

from __future__ import annotations

from collections.abc import Sequence

from stepgraph.graph.draw.ascii.boxes import Box
from stepgraph.graph.draw.layout.arrange import Wiring
from stepgraph.graph.draw.layout.nets import Port
from stepgraph.graph.draw.layout.place import Placing

# Farther than this, and a box would leave the middle of what it belongs to.
_FARTHEST = 3
_SWEEPS = 2


def align(placing: Placing, wiring: Wiring, boxes: Sequence[Box], middle: list[int]) -> None:
    """Move each box to the nearest place with the fewest lines that bend."""
    aligner = _Aligner(wiring, boxes, middle)
    for _ in range(_SWEEPS):
        for rank, row in enumerate(placing.layers.rows):
            gaps = placing.gaps(rank)
            for index, number in enumerate(row):
                first, last = middle[number] - _FARTHEST, middle[number] + _FARTHEST
                if index:
                    first = max(first, middle[row[index - 1]] + gaps[index - 1])
                if index < len(gaps):
                    last = min(last, middle[row[index + 1]] - gaps[index])
                aligner.move(number, first, last)


class _Aligner:
    """Knows which lines would bend."""

    def __init__(self, wiring: Wiring, boxes: Sequence[Box], middle: list[int]) -> None:
        self._wiring = wiring
        self._boxes = boxes
        self._middle = middle

    def move(self, number: int, first: int, last: int) -> None:
        """Move a box within these places, if that is better than where it is."""
        here = self._middle[number]
        places = sorted(range(first, last + 1), key=lambda place: abs(place - here))
        self._middle[number] = min(places, key=lambda place: self._bent(number, place))

    def _bent(self, number: int, place: int) -> int:
        """How many of its single lines would bend if it stood there."""
        here = self._middle[number]
        self._middle[number] = place
        ports = [port for side in (True, False) for port in self._ports(number, side)]
        bent = sum(
            len(port.net.links) == 1 and not self._is_straight(port.net.ports) for port in ports
        )
        self._middle[number] = here
        return bent

    def _ports(self, number: int, side: bool) -> Sequence[Port]:
        return self._wiring.sides.get((number, side), ())

    def _is_straight(self, ends: tuple[Port, ...]) -> bool:
        (one_first, one_last), (other_first, other_last) = (self._reach(port) for port in ends)
        return one_first <= other_last and other_first <= one_last

    def _reach(self, port: Port) -> tuple[int, int]:
        """The columns that a port may stand in."""
        middle = self._middle[port.item]
        is_lower_side = port.item in port.net.upper
        alone = len(self._ports(port.item, is_lower_side)) == 1
        if alone and self._boxes[port.item].item.is_target:
            first, last = self._boxes[port.item].inside
            return middle + first, middle + last
        return middle + port.offset, middle + port.offset
