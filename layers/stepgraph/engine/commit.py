"""From the results of a superstep to the next checkpoint."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from stepgraph.constants import END, START
from stepgraph.engine.checkpoint import Checkpoint, TaskRef
from stepgraph.engine.fold import fold
from stepgraph.engine.result import TaskResult
from stepgraph.engine.spec import GraphSpec
from stepgraph.engine.task import result_of, updates_of
from stepgraph.errors import EmptyInputError, InvalidUpdateError
from stepgraph.runtime import Runtime
from stepgraph.types import Send

# An input takes two steps of the history: its arrival, and the state with it applied.
INPUT_STEPS = 2


def start(spec: GraphSpec, checkpoint: Checkpoint, input: Any) -> TaskResult:
    """An input as the result of START."""
    writes = tuple(updates_of(spec, START, input))
    if not writes:
        raise EmptyInputError(
            f"The input of graph {spec.name!r} writes nothing.",
            f"Give a value for one of: {', '.join(spec.state_keys)}.",
        )
    return result_of(spec, spec.nodes[START], "", checkpoint.values, writes, Runtime())


def commit(
    spec: GraphSpec, checkpoint: Checkpoint, results: Iterable[TaskResult], seq: int
) -> Checkpoint:
    """The checkpoint at `seq`, with the results applied by task path, never by completion."""
    ordered = sorted(results, key=lambda result: result.path)
    values, opened = fold(spec, checkpoint.values, ordered)
    steps = INPUT_STEPS if any(result.node == START for result in ordered) else 1
    return Checkpoint(seq, checkpoint.step + steps, values, _next(spec, ordered, opened))


def _next(spec: GraphSpec, results: Sequence[TaskResult], opened: set[str]) -> tuple[TaskRef, ...]:
    names = set(opened)
    sends: list[Send] = []
    for result in results:
        for route in result.routes:
            _require_node(spec, result.node, route)
            if isinstance(route, Send):
                sends.append(route)
            else:
                names.add(route)
    pulls = [TaskRef.pull(name) for name in sorted(names - {END})]
    pushes = [TaskRef.push(index, send.node, send.arg) for index, send in enumerate(sends)]
    return (*pulls, *pushes)


def _require_node(spec: GraphSpec, source: str, route: str | Send) -> None:
    target = route.node if isinstance(route, Send) else route
    if target in spec.nodes or (target == END and not isinstance(route, Send)):
        return
    known = ", ".join(name for name in spec.nodes if name != START)
    raise InvalidUpdateError(
        f"{source!r} routes to {target!r}, which graph {spec.name!r} does not have.",
        f"Route to END or to one of: {known}.",
    )
