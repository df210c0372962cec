"""The lines of one gap: which row each runs along, so that none lies on another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stepgraph.graph.draw.layout.nets import Net


@dataclass(slots=True, eq=False)
class Wire:
    """A net with the columns where it leaves the gap at the top and at the bottom."""

    net: Net
    top: dict[int, int]
    bottom: dict[int, int]
    track: int | None = None

    @property
    def columns(self) -> tuple[int, ...]:
        """Those in which it leaves the gap."""
        return (*self.top.values(), *self.bottom.values())

    @property
    def first(self) -> int:
        """Its leftmost column."""
        return min(self.columns)

    @property
    def last(self) -> int:
        """Its rightmost column."""
        return max(self.columns)

    @property
    def is_straight(self) -> bool:
        """Whether it just runs down."""
        return self.first == self.last


class Tangle(Exception):  # noqa: N818 - it is solved, not reported
    """Wires of which each would have to run above the other; moving `item` solves it."""

    def __init__(self, item: int) -> None:
        super().__init__(item)
        self.item = item


def lay(wires: Sequence[Wire]) -> None:
    """Give each wire that is not straight a track, counted from the top."""
    bent = [wire for wire in wires if not wire.is_straight]
    over = {wire: [other for other in bent if _must_be_over(other, wire)] for wire in bent}
    used = {column for wire in wires for column in wire.columns}
    laid: list[Wire] = []
    while len(laid) < len(bent):
        wire = _next(bent, over)
        above = [other.track for other in over[wire] if other.track is not None]
        # One corner right below another would look as if they met.
        track = max(above) + 2 if above else 0
        while any(other.track == track and _touch(other, wire, used) for other in laid):
            track += 1
        wire.track = track
        laid.append(wire)


def _next(bent: list[Wire], over: dict[Wire, list[Wire]]) -> Wire:
    left = [wire for wire in bent if wire.track is None]
    for wire in sorted(left, key=lambda wire: wire.last - wire.first):
        if all(other.track is not None for other in over[wire]):
            return wire
    raise Tangle(_to_move(left[0], over[left[0]]))


def _must_be_over(other: Wire, wire: Wire) -> bool:
    """Whether `other` comes down in a column in which `wire` goes on."""
    return other is not wire and not set(other.top.values()).isdisjoint(wire.bottom.values())


def _to_move(wire: Wire, over: list[Wire]) -> int:
    columns = {column for other in over for column in other.top.values()}
    return next(item for item, column in wire.bottom.items() if column in columns)


def _touch(one: Wire, other: Wire, used: set[int]) -> bool:
    """Whether they would meet in one row, or look as if they did below what comes between them."""
    left, right = sorted((one, other), key=lambda wire: wire.first)
    between = range(left.last + 1, right.first)
    return used.issuperset(between)
