"""From the results of a superstep to the next checkpoint."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from stepgraph.constants import END, START
from stepgraph.engine.checkpoint import Checkpoint, TaskRef
from stepgraph.engine.fold import fold, initial_values
from stepgraph.engine.plan import Task
from stepgraph.engine.result import TaskResult
from stepgraph.engine.spec import GraphSpec
from stepgraph.engine.task import start_result, updates_of
from stepgraph.errors import EmptyInputError, InvalidInputError, InvalidUpdateError
from stepgraph.types import Send

# An input takes two steps of the history: its arrival, and the state with it applied. Where a
# function takes the input as it is, they are one.
INPUT_STEPS = 2


def start(spec: GraphSpec, checkpoint: Checkpoint, input: Any) -> TaskResult:
    """An input as the result of START."""
    task = Task(TaskRef("", START), spec.nodes[START], input)
    writes = tuple(updates_of(spec, START, _validated(spec, input)))
    if not writes:
        keys = spec.input_keys or spec.state_keys
        raise EmptyInputError(
            f"The input of graph {spec.name!r} writes nothing.",
            f"Give a value for one of: {', '.join(keys)}.",
        )
    values = checkpoint.values or initial_values(spec)
    return start_result(spec, task, values, writes)


def _validated(spec: GraphSpec, input: Any) -> Any:
    make = spec.nodes[START].reads.make
    if make is None or not isinstance(input, Mapping):
        return input
    try:
        made = make(dict(input))
    except (TypeError, ValueError) as error:
        raise InvalidInputError(
            f"The input does not fit graph {spec.name!r}: {error}", "Mend the fields it names."
        ) from error
    # Only what was given is written, in the form that the schema gives it.
    return {key: getattr(made, key, value) for key, value in input.items()}


def commit(
    spec: GraphSpec, checkpoint: Checkpoint, results: Iterable[TaskResult], seq: int
) -> Checkpoint:
    """The checkpoint at `seq`, with the results applied by task path, never by completion."""
    ordered = sorted(results, key=lambda result: result.path)
    values, opened = fold(spec, checkpoint.values, ordered)
    is_input = any(result.node == START for result in ordered)
    steps = INPUT_STEPS if is_input and not spec.output_channel else 1
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
