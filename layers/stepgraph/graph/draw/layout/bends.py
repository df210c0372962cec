"""Links through several layers as links from one layer to the next, over bends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from stepgraph.graph.draw.layout.scene import Item, Link

Trunk = tuple[str, int, bool, bool]
"""Lines that lead to one item, or come from one, and look alike: they share their bends."""


def bent(items: list[Item], ranks: list[int], links: Sequence[Link]) -> list[Link]:
    """The short links; adds the bends to `items`, and their layers to `ranks`."""
    trunks = _Trunks(ranks, links)
    bends: dict[tuple[Trunk, int], int] = {}
    found: dict[tuple[int, int, bool, bool], Link] = {}
    for link in links:
        way = [link.upper]
        for rank in range(ranks[link.upper] + 1, ranks[link.lower]):
            bend = bends.setdefault((trunks.of(link), rank), len(items))
            if bend == len(items):
                items.append(Item("bend"))
                ranks.append(rank)
            way.append(bend)
        for upper, lower in zip(way, (*way[1:], link.lower), strict=True):
            key = (upper, lower, link.dashed, link.up)
            title = f"{found[key].title}\n{link.title}" if key in found else link.title
            found[key] = replace(link, upper=upper, lower=lower, title=title)
    return list(found.values())


class _Trunks:
    """Knows which links share their way."""

    def __init__(self, ranks: Sequence[int], links: Sequence[Link]) -> None:
        self._leaving = Counter((link.source, link.dashed, link.up) for link in links)
        self._coming = Counter(
            (link.target, link.dashed, link.up)
            for link in links
            if ranks[link.lower] - ranks[link.upper] > 1
        )

    def of(self, link: Link) -> Trunk:
        """Where lines that part also met others, nobody could tell which leads where."""
        parts = self._leaving[link.source, link.dashed, link.up] > 1
        meets = self._coming[link.target, link.dashed, link.up] > 1
        if meets and not parts:
            return ("to", link.target, link.dashed, link.up)
        return ("from", link.source, link.dashed, link.up)
