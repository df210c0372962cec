"""Numbers as near as can be to what each one wants, in an order that holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(slots=True)
class _Block:
    """Neighbours that want to pass each other and so stand at one place."""

    total: float
    weight: float
    length: int

    @property
    def place(self) -> float:
        return self.total / self.weight


def rising(wanted: Sequence[float], weights: Sequence[float]) -> list[float]:
    """The numbers that never fall and whose weighted squared distance to `wanted` is least."""
    blocks: list[_Block] = []
    for want, weight in zip(wanted, weights, strict=True):
        blocks.append(_Block(want * weight, weight, 1))
        while len(blocks) > 1 and blocks[-2].place > blocks[-1].place:
            last = blocks.pop()
            before = blocks[-1]
            before.total += last.total
            before.weight += last.weight
            before.length += last.length
    return [block.place for block in blocks for _ in range(block.length)]


def spread(wanted: Sequence[float], weights: Sequence[float], gaps: Sequence[float]) -> list[float]:
    """The same, where each number is at least a gap above the one before it."""
    least = [0.0]
    for gap in gaps:
        least.append(least[-1] + gap)
    shifted = [want - floor for want, floor in zip(wanted, least, strict=False)]
    return [place + floor for place, floor in zip(rising(shifted, weights), least, strict=False)]
