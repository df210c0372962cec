"""Where items stand from left to right: in their order, with lines as straight as can be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from stepgraph.graph.draw.layout.isotonic import spread
from stepgraph.graph.draw.layout.ranks import Layers
from stepgraph.graph.draw.layout.scene import Link

# Where lines pass, a jog is worse than at a node: nobody expects a corner there.
_WEIGHT = {0: 1.0, 1: 2.0, 2: 8.0}
# Places settle within a few; graphs that people draw need no more.
_SWEEPS = 10


@dataclass(frozen=True, slots=True)
class Extent:
    """How far an item reaches from its middle to the left and to the right."""

    left: int
    right: int


@dataclass(frozen=True, slots=True)
class Spacing:
    """The space between neighbours of a row."""

    items: int
    lines: int
    """Beside where a line passes."""


Offset = Callable[[Link, int], int]


@dataclass(slots=True)
class Placing:
    """The rows of a drawing with the middle of each item."""

    layers: Layers
    extents: Sequence[Extent]
    spacing: Sequence[Spacing]
    """By row."""

    middle: list[float]

    @classmethod
    def of(cls, layers: Layers, extents: Sequence[Extent], spacing: Sequence[Spacing]) -> Placing:
        """Side by side, as close as they may stand."""
        placing = cls(layers, extents, spacing, [0.0] * len(extents))
        for rank, row in enumerate(layers.rows):
            for (before, number), gap in zip(pairwise(row), placing.gaps(rank), strict=True):
                placing.middle[number] = placing.middle[before] + gap
        return placing

    def gaps(self, rank: int) -> list[int]:
        """The least distance of the middles of neighbours in a row."""
        return [self._gap(rank, *pair) for pair in pairwise(self.layers.rows[rank])]

    def _gap(self, rank: int, before: int, number: int) -> int:
        bends = [self.layers.items[one].kind == "bend" for one in (before, number)]
        spacing = self.spacing[rank]
        space = spacing.lines if any(bends) else spacing.items
        return self.extents[before].right + 1 + space + self.extents[number].left

    def settle(self, offset: Offset) -> None:
        """Move the items of each row towards what they are linked to, down, up and at last both."""
        above, below = links_by_end(self.layers)
        down = range(1, len(self.layers.rows))
        up = range(len(self.layers.rows) - 2, -1, -1)
        for _ in range(_SWEEPS):
            for rank in down:
                self._settle_row(rank, [above], offset)
            for rank in up:
                self._settle_row(rank, [below], offset)
        for rank in (*down, *up, *down):
            self._settle_row(rank, [above, below], offset)

    def _settle_row(self, rank: int, sides: list[dict[int, list[Link]]], offset: Offset) -> None:
        row = self.layers.rows[rank]
        wanted, weights = [], []
        for number in row:
            pulls = [self._pull(link, number, offset) for side in sides for link in side[number]]
            weight = sum(weight for _, weight in pulls)
            where = sum(place * weight for place, weight in pulls)
            wanted.append(where / weight if weight else self.middle[number])
            weights.append(weight or _WEIGHT[0])
        for number, place in zip(row, spread(wanted, weights, self.gaps(rank)), strict=True):
            self.middle[number] = place

    def _pull(self, link: Link, number: int, offset: Offset) -> tuple[float, float]:
        """Where a link would have its item, and how strongly."""
        other = link.lower if number == link.upper else link.upper
        place = self.middle[other] + offset(link, other) - offset(link, number)
        bends = sum(self.layers.items[end].kind == "bend" for end in (link.upper, link.lower))
        return place, _WEIGHT[bends]

    def to_grid(self) -> list[int]:
        """The middles as whole numbers, from the left edge on, still far enough apart."""
        middle = [round(place) for place in self.middle]
        for rank, row in enumerate(self.layers.rows):
            for (before, number), gap in zip(pairwise(row), self.gaps(rank), strict=True):
                middle[number] = max(middle[number], middle[before] + gap)
        edges = zip(middle, self.extents, strict=True)
        edge = min((place - extent.left for place, extent in edges), default=0)
        return [place - edge for place in middle]


def links_by_end(layers: Layers) -> tuple[dict[int, list[Link]], dict[int, list[Link]]]:
    """The links above each item, and those below it."""
    above: dict[int, list[Link]] = defaultdict(list)
    below: dict[int, list[Link]] = defaultdict(list)
    for link in layers.links:
        above[link.lower].append(link)
        below[link.upper].append(link)
    return above, below
