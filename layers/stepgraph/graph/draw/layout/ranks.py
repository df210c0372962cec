"""The layer of each item."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from stepgraph.graph.draw.layout.bends import bent
from stepgraph.graph.draw.layout.scene import Item, Link, Scene

Width = Callable[[Item], int]


@dataclass(slots=True)
class Layers:
    """Items by layer, and links that all lead from one layer to the next."""

    items: list[Item]
    rows: list[list[int]]
    links: list[Link]
    is_folded: bool = False
    """Whether a layer goes on in the next row; then the order of the rows is to stay."""

    @property
    def rank(self) -> dict[int, int]:
        """The layer of each item."""
        return {number: rank for rank, row in enumerate(self.rows) for number in row}


def layers_of(scene: Scene, room: int | None = None, width: Width = lambda _: 0) -> Layers:
    """Each item below all that lead to it; a layer wider than `room` becomes several."""
    whole = _ranks(scene)
    ranks = whole
    if room is not None:
        ranks = _folded(whole, [width(item) for item in scene.items], room)
    is_folded = max(ranks, default=0) > max(whole, default=0)
    items = list(scene.items)
    links = bent(items, ranks, scene.links)
    rows: list[list[int]] = [[] for _ in range(max(ranks, default=-1) + 1)]
    for number, rank in enumerate(ranks):
        rows[rank].append(number)
    if is_folded:
        rows = [_opened(items, row) for row in rows]
    return Layers(items, rows, links, is_folded)


def _opened(items: list[Item], row: list[int]) -> list[int]:
    """A row that lets lines pass in its middle, to the rest of its layer."""
    bends = [number for number in row if items[number].kind == "bend"]
    others = [number for number in row if items[number].kind != "bend"]
    half = (len(others) + 1) // 2
    return [*others[:half], *bends, *others[half:]]


def _ranks(scene: Scene) -> list[int]:
    """Longest paths from the top; what nothing leads to stands just above what it leads to."""
    below: dict[int, list[int]] = defaultdict(list)
    above: Counter[int] = Counter()
    for link in scene.links:
        below[link.upper].append(link.lower)
        above[link.lower] += 1
    ranks = [0] * len(scene.items)
    ready = [number for number in range(len(ranks)) if not above[number]]
    first = list(ready)
    while ready:
        upper = ready.pop()
        for lower in below[upper]:
            ranks[lower] = max(ranks[lower], ranks[upper] + 1)
            above[lower] -= 1
            if not above[lower]:
                ready.append(lower)
    for number in first[1:]:
        # The first is START, which stays on top.
        ranks[number] = min((ranks[lower] for lower in below[number]), default=1) - 1
    _put_end_last(scene, ranks)
    return ranks


def _put_end_last(scene: Scene, ranks: list[int]) -> None:
    left = {link.upper for link in scene.links}
    for number, item in enumerate(scene.items):
        if item.kind == "pole" and number and number not in left:
            others = (rank for other, rank in enumerate(ranks) if other != number)
            ranks[number] = max(others, default=0) + 1


def _folded(ranks: Sequence[int], widths: Sequence[int], room: int) -> list[int]:
    """The ranks where each layer goes on in the next one as soon as `room` is full."""
    found = list(ranks)
    below = 0
    for rank in range(max(ranks, default=-1) + 1):
        row = [number for number, one in enumerate(ranks) if one == rank]
        # Of equal parts none looks like a rest.
        parts = -(-sum(widths[number] for number in row) // room) or 1
        size = -(-len(row) // parts) or 1
        for index, number in enumerate(row):
            found[number] = rank + below + index // size
        below += parts - 1
    return found
