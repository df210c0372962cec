"""From writes to values: the same for a superstep that just ran and for one read from the log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from stepgraph.channels import MISSING, Barrier, Channel
from stepgraph.channels.overwrite import overwritten_by
from stepgraph.constants import END
from stepgraph.engine.result import TaskResult, Write
from stepgraph.engine.spec import GraphSpec
from stepgraph.errors import ConcurrentUpdateError, ReducerError, StepgraphError

Values = Mapping[str, Any]


def initial_values(spec: GraphSpec) -> dict[str, Any]:
    """The channels of a thread before its first write."""
    initial = {key: channel.initial() for key, channel in spec.channels.items()}
    return {key: value for key, value in initial.items() if value is not MISSING}


def fold(
    spec: GraphSpec, values: Values, results: Sequence[TaskResult]
) -> tuple[dict[str, Any], set[str]]:
    """The channels after `results` in their order, and the nodes whose barriers this opens."""
    after = fold_writes(spec, values, results)
    opened = _open_barriers(spec, after, at_end=False) if spec.joins else set()
    if not opened and _is_last(results):
        _finish(spec, after)
        opened = _open_barriers(spec, after, at_end=True)
    return after, opened


def fold_writes(spec: GraphSpec, values: Values, results: Sequence[TaskResult]) -> dict[str, Any]:
    """The channels after `results`; for those of one node, what its conditional edges see."""
    after = dict(values) or initial_values(spec)
    written = _by_channel(results)
    for key, writes in written.items():
        if len(writes) > 1:
            _require_compatible(spec.channels[key], key, results)
        value = fold_channel(spec, after, key, writes, results)
        if value is MISSING:
            after.pop(key, None)
        else:
            after[key] = value
    for key, channel in spec.channels.items():
        if channel.fleeting and key not in written:
            after.pop(key, None)
    return after


def fold_channel(
    spec: GraphSpec,
    values: Values,
    key: str,
    writes: Sequence[Any],
    results: Sequence[TaskResult] = (),
) -> Any:
    """The value of one channel after `writes`, or MISSING; `results` are for an error to name."""
    channel = spec.channels[key]
    value = values[key] if key in values else channel.initial()
    try:
        return channel.fold(value, writes)
    except StepgraphError as error:
        error.add_note(f"While folding what was written to channel {key!r}.")
        raise
    except Exception as error:
        raise _failed(key, results, error) from error


def _by_channel(results: Sequence[TaskResult]) -> dict[str, list[Any]]:
    written: dict[str, list[Any]] = {}
    for result in results:
        for key, value in result.writes:
            if key in written:
                written[key].append(value)
            else:
                written[key] = [value]
    return written


def _is_last(results: Sequence[TaskResult]) -> bool:
    """Whether no edge, goto or Send leads on from here."""
    for result in results:
        for route in result.routes:
            if route != END:
                return False
    return bool(results)


def _finish(spec: GraphSpec, values: dict[str, Any]) -> None:
    for key, channel in spec.channels.items():
        if channel.after_finish and key in values:
            values[key] = channel.finish(values[key])


def _open_barriers(spec: GraphSpec, values: dict[str, Any], *, at_end: bool) -> set[str]:
    """Empty each complete barrier, so that it can fill again, and name the node behind it."""
    opened = set()
    for join, target in spec.joins.items():
        barrier = spec.channels[join]
        if not isinstance(barrier, Barrier) or barrier.after_finish != at_end:
            continue
        if barrier.is_complete(values.get(join, MISSING)):
            del values[join]
            opened.add(target)
    return opened


def _require_compatible(channel: Channel, key: str, results: Sequence[TaskResult]) -> None:
    """At most one write to an exclusive channel, and at most one Overwrite to any."""
    writers = _writers(key, results)
    if channel.exclusive:
        nodes = [node for node, _ in writers]
        raise ConcurrentUpdateError(
            f"Channel {key!r} got {len(nodes)} writes in one superstep, from {_listed(nodes)}.",
            "Give it a reducer, as in Annotated[list, operator.add], or let one node write it.",
        )
    nodes = [node for node, write in writers if overwritten_by(write) is not MISSING]
    if len(nodes) > 1:
        raise ConcurrentUpdateError(
            f"Channel {key!r} got {len(nodes)} Overwrites in one superstep, from {_listed(nodes)}.",
            "Let one node overwrite it, or write without Overwrite.",
        )


def _writers(key: str, results: Sequence[TaskResult]) -> list[Write]:
    """The nodes that wrote a channel, each with what it wrote."""
    return [
        (result.node, value) for result in results for name, value in result.writes if name == key
    ]


def _failed(key: str, results: Sequence[TaskResult], error: Exception) -> ReducerError:
    nodes = [node for node, _ in _writers(key, results)]
    made = f"what {_listed(nodes)} wrote" if nodes else "what was written"
    return ReducerError(
        f"Channel {key!r} could not fold {made}: {type(error).__name__}: {error}",
        "Mend its reducer, or write a value that it takes.",
    )


def _listed(nodes: Sequence[str]) -> str:
    return " and ".join(repr(node) for node in nodes)
