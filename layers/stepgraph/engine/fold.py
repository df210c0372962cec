"""From writes to values: the same for a superstep that just ran and for one read from the log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from stepgraph.channels import MISSING, Barrier
from stepgraph.engine.result import TaskResult
from stepgraph.engine.spec import GraphSpec
from stepgraph.errors import ConcurrentUpdateError

Values = Mapping[str, Any]


def initial_values(spec: GraphSpec) -> dict[str, Any]:
    """The channels of a thread before its first write."""
    initial = {key: channel.initial() for key, channel in spec.channels.items()}
    return {key: value for key, value in initial.items() if value is not MISSING}


def fold_channel(spec: GraphSpec, values: Values, key: str, writes: Sequence[Any]) -> Any:
    """The value of one channel after `writes`."""
    channel = spec.channels[key]
    value = values[key] if key in values else channel.initial()
    return channel.fold(value, writes)


def fold(
    spec: GraphSpec, values: Values, results: Sequence[TaskResult]
) -> tuple[dict[str, Any], set[str]]:
    """The channels after `results` in their order, and the nodes whose barriers this opens."""
    after = dict(values) or initial_values(spec)
    for key, writes in _by_channel(results).items():
        if len(writes) > 1 and spec.channels[key].exclusive:
            raise _concurrent(key, [node for node, _ in writes])
        after[key] = fold_channel(spec, after, key, [value for _, value in writes])
    return after, _open_barriers(spec, after)


def _by_channel(results: Sequence[TaskResult]) -> dict[str, list[tuple[str, Any]]]:
    writes: dict[str, list[tuple[str, Any]]] = {}
    for result in results:
        for key, value in result.writes:
            writes.setdefault(key, []).append((result.node, value))
    return writes


def _open_barriers(spec: GraphSpec, values: dict[str, Any]) -> set[str]:
    """Empty each complete barrier, so that it can fill again, and name the node behind it."""
    opened = set()
    for join, target in spec.joins.items():
        barrier = spec.channels[join]
        if isinstance(barrier, Barrier) and barrier.is_complete(values.get(join, MISSING)):
            del values[join]
            opened.add(target)
    return opened


def _concurrent(key: str, nodes: Sequence[str]) -> ConcurrentUpdateError:
    who = " and ".join(repr(node) for node in nodes)
    return ConcurrentUpdateError(
        f"Channel {key!r} got {len(nodes)} writes in one superstep, from {who}.",
        "Give it a reducer, as in Annotated[list, operator.add], or let one node write it.",
    )
