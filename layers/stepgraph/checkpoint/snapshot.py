"""When a checkpoint carries the whole state, so that reads stay short. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from stepgraph.checkpoint import codec

# Four read units: below this a snapshot would cost more to write than it ever saves in reads.
WORTH_MEASURING_BYTES = 16_384
# A snapshot pays once reading the deltas would cost this many times the state. A state that only
# grows stays below it: its deltas are the state, and the brackets around each.
OUTWEIGHS = 2
# Measuring costs as much as the state is large. Waiting for the deltas to double keeps that
# work in proportion to what was written, also for a state that only grows.
GROWTH_BEFORE_NEXT_MEASURE = 2


class Decision(NamedTuple):
    """Whether to snapshot, and the counters that the entry carries on."""

    snapshot: Mapping[str, Any] | None
    since: int
    due: int


def decide(values: Mapping[str, Any], since: int, due: int) -> Decision:
    """Snapshot when the deltas since the last one outweigh the folded state now."""
    if since < max(due, WORTH_MEASURING_BYTES):
        return Decision(None, since, due)
    size = len(codec.dumps(dict(values), "The state"))
    if since > size * OUTWEIGHS:
        return Decision(values, 0, size)
    return Decision(None, since, size * GROWTH_BEFORE_NEXT_MEASURE)


def later(since: int) -> Decision:
    """No snapshot now, since it would not fit."""
    return Decision(None, since, since * GROWTH_BEFORE_NEXT_MEASURE)
