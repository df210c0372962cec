"""The order of items within their layers, with few lines that cross."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

from stepgraph.graph.draw.layout.ranks import Layers

# More sweeps change nothing in graphs that people draw.
_SWEEPS = 12

Neighbours = dict[int, list[int]]


def order(layers: Layers) -> None:
    """Sort the rows by the middle of what stands above, then below, and again; keep the best."""
    above, below = _neighbours(layers)
    best, fewest = _copy(layers.rows), _crossings(layers.rows, below)
    for sweep in range(_SWEEPS):
        if not fewest or layers.is_folded:
            break
        if sweep % 2:
            _sweep(layers.rows[::-1], below)
        else:
            _sweep(layers.rows, above)
        crossings = _crossings(layers.rows, below)
        if crossings < fewest:
            best, fewest = _copy(layers.rows), crossings
    layers.rows[:] = best


def _neighbours(layers: Layers) -> tuple[Neighbours, Neighbours]:
    above: Neighbours = defaultdict(list)
    below: Neighbours = defaultdict(list)
    for link in layers.links:
        above[link.lower].append(link.upper)
        below[link.upper].append(link.lower)
    return above, below


def _copy(rows: list[list[int]]) -> list[list[int]]:
    return [list(row) for row in rows]


def _sweep(rows: list[list[int]], beside: Neighbours) -> None:
    """Sort each row by the places, in the row before it, of what its items are linked to."""
    for before, row in pairwise(rows):
        place = {number: index for index, number in enumerate(before)}
        middles = {
            number: _middle([place[other] for other in beside[number]], index)
            for index, number in enumerate(row)
        }
        row.sort(key=middles.__getitem__)


def _middle(places: list[int], default: int) -> float:
    return sum(places) / len(places) if places else float(default)


def _crossings(rows: list[list[int]], below: Neighbours) -> int:
    return sum(_crossings_between(row, under, below) for row, under in pairwise(rows))


def _crossings_between(row: list[int], under: list[int], below: Neighbours) -> int:
    place = {number: index for index, number in enumerate(under)}
    ends = [end for number in row for end in sorted(place[lower] for lower in below[number])]
    return sum(1 for index, end in enumerate(ends) for later in ends[index + 1 :] if later < end)
