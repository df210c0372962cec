"""Links of one gap between layers that run together, and the ports where they meet items."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from stepgraph.graph.draw.layout.ranks import Layers
from stepgraph.graph.draw.layout.scene import Link

Side = tuple[int, bool]
"""An item, and whether it is its lower side."""


@dataclass(slots=True, eq=False)
class Port:
    """Where a net touches an item; `offset` is from the item's middle."""

    net: Net
    item: int
    offset: int = 0


@dataclass(slots=True, eq=False)
class Net:
    """Links from one item to several, or from several to one."""

    gap: int
    dashed: bool
    up: bool
    links: list[Link] = field(default_factory=list)
    upper: dict[int, Port] = field(default_factory=dict)
    lower: dict[int, Port] = field(default_factory=dict)

    def add(self, link: Link) -> None:
        """Add a link, with ports at its ends."""
        self.links.append(link)
        self.upper.setdefault(link.upper, Port(self, link.upper))
        self.lower.setdefault(link.lower, Port(self, link.lower))

    @property
    def ports(self) -> tuple[Port, ...]:
        """All of them."""
        return (*self.upper.values(), *self.lower.values())

    def at(self, item: int) -> Port:
        """Its port at an item."""
        return self.upper.get(item) or self.lower[item]


def nets_of(layers: Layers) -> dict[Link, Net]:
    """One net for the links that leave an item alike; one for those that come to it alike."""
    rank = layers.rank
    leaving = Counter(
        (link.source, rank[link.upper], link.dashed, link.up) for link in layers.links
    )
    found: dict[tuple[object, ...], Net] = {}
    by_link = {}
    for link in layers.links:
        gap = rank[link.upper]
        parts = leaving[link.source, gap, link.dashed, link.up] > 1
        shared = ("from", link.source) if parts else ("to", link.target)
        net = found.setdefault((gap, *shared, link.dashed, link.up), Net(gap, link.dashed, link.up))
        net.add(link)
        by_link[link] = net
    return by_link


def sides_of(nets: Sequence[Net]) -> dict[Side, list[Port]]:
    """The ports of each side of each item."""
    found: dict[Side, list[Port]] = defaultdict(list)
    for net in nets:
        for port in net.upper.values():
            found[port.item, True].append(port)
        for port in net.lower.values():
            found[port.item, False].append(port)
    return dict(found)


def spread_ports(
    sides: dict[Side, list[Port]], middle: Sequence[float], step: Callable[[int, int], int]
) -> None:
    """Set the ports of each side apart, in the order of where their lines lead.

    `step` says how far apart, given the item and the number of its ports.
    """
    # Lower sides first: then upper sides can follow them, and fewer lines cross.
    for (item, _), ports in sorted(sides.items(), key=lambda side: not side[0][1]):
        ports.sort(key=lambda port: _leads_to(port, middle))
        apart = step(item, len(ports))
        first = -((len(ports) - 1) * apart) // 2
        for index, port in enumerate(ports):
            port.offset = first + index * apart


def _leads_to(port: Port, middle: Sequence[float]) -> tuple[float, bool, bool]:
    net = port.net
    links = [link for link in net.links if port.item in (link.upper, link.lower)]
    others = [net.at(link.lower if link.upper == port.item else link.upper) for link in links]
    places = [middle[other.item] + other.offset for other in others]
    return sum(places) / len(places), net.up, net.dashed
