"""All steps from layers to places, in their order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from stepgraph.graph.draw.layout.nets import Net, Port, Side, nets_of, sides_of, spread_ports
from stepgraph.graph.draw.layout.place import Extent, Placing, Spacing
from stepgraph.graph.draw.layout.ranks import Layers
from stepgraph.graph.draw.layout.scene import Link


@dataclass(frozen=True, slots=True)
class Wiring:
    """The nets of a drawing and where they touch items."""

    by_link: dict[Link, Net]
    sides: dict[Side, list[Port]]

    @classmethod
    def of(cls, layers: Layers) -> Wiring:
        """Read it from the links; the ports are all in the middle yet."""
        by_link = nets_of(layers)
        return cls(by_link, sides_of(list(dict.fromkeys(by_link.values()))))

    @property
    def nets(self) -> list[Net]:
        """Each net once."""
        return list(dict.fromkeys(self.by_link.values()))

    def most_ports(self, item: int) -> int:
        """How many ports the busier side of an item has."""
        return max(len(self.sides.get((item, side), ())) for side in (True, False))


def arrange(
    layers: Layers,
    wiring: Wiring,
    extents: Sequence[Extent],
    spacing: Sequence[Spacing],
    step: Callable[[int, int], int],
) -> Placing:
    """Place the items, then their ports, then the items again, with ports above each other."""
    placing = Placing.of(layers, extents, spacing)
    placing.settle(lambda _link, _item: 0)
    spread_ports(wiring.sides, placing.middle, step)
    placing.settle(lambda link, item: wiring.by_link[link].at(item).offset)
    return placing
