"""One task: call the node, and read its answer as writes and routes."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from stepgraph.engine.fold import fold_channel, initial_values
from stepgraph.engine.plan import Task, isolated, visible
from stepgraph.engine.result import TaskResult, Write
from stepgraph.engine.route import route_of, routes_after
from stepgraph.engine.spec import GraphSpec, NodeSpec
from stepgraph.errors import InvalidUpdateError
from stepgraph.runtime import Runtime
from stepgraph.types import Answers, Command, Send, current_answers


def run_task(
    spec: GraphSpec,
    values: Mapping[str, Any],
    task: Task,
    answers: Sequence[Any] = (),
    runtime: Runtime | None = None,
) -> TaskResult:
    """Run one task on `values`, the state from before its superstep.

    Whatever the node raises passes through; `GraphInterrupt` is its question.
    """
    runtime = runtime or Runtime()
    answer = _call(task, answers, runtime)
    writes, gotos = _read_answer(spec, task.node, answer)
    after = result_of(spec, task.node, task.ref.path, values, writes, runtime)
    return TaskResult(task.ref.path, task.node.name, after.writes, (*gotos, *after.routes))


def result_of(
    spec: GraphSpec,
    node: NodeSpec,
    path: str,
    values: Mapping[str, Any],
    writes: Sequence[Write],
    runtime: Runtime,
) -> TaskResult:
    """The writes of a node, with the routes and barrier reports that follow from them."""
    reports = [(join, node.name) for join in node.joins]
    routes: list[str | Send] = list(node.edges)
    if node.branches:
        # A conditional edge sees the state from before plus only its own node's writes.
        state = isolated(visible(spec, _with_own(spec, values, writes)))
        routes += routes_after(node, state, runtime)
    return TaskResult(path, node.name, (*writes, *reports), tuple(routes))


def _call(task: Task, answers: Sequence[Any], runtime: Runtime) -> Any:
    token = current_answers.set(Answers(isolated(list(answers))))
    try:
        # A copy for each attempt: what a failed one changed in place, the next does not see.
        answer = task.node.action(isolated(task.input), runtime)
        return asyncio.run(_awaited(answer)) if inspect.isawaitable(answer) else answer
    finally:
        current_answers.reset(token)


async def _awaited(answer: Any) -> Any:
    return await answer


def _read_answer(
    spec: GraphSpec, node: NodeSpec, answer: Any
) -> tuple[list[Write], list[str | Send]]:
    writes: list[Write] = []
    gotos: list[str | Send] = []
    for part in answer if isinstance(answer, list | tuple) else [answer]:
        if isinstance(part, Command):
            writes += updates_of(spec, node.name, part.update)
            goto = part.goto
            targets = [goto] if isinstance(goto, str | Send) else goto
            gotos += [route_of(node, target) for target in targets]
        else:
            writes += updates_of(spec, node.name, part)
    return writes, gotos


def updates_of(spec: GraphSpec, source: str, update: Any) -> Iterator[Write]:
    """The writes that an update means, one for each key; `source` is named in errors."""
    if update is None:
        return
    if not isinstance(update, Mapping):
        raise InvalidUpdateError(
            f"{source!r} gave {type(update).__name__!r} where an update of the state belongs.",
            "Return a dict of the keys to write, a Command, or None.",
        )
    for key, value in update.items():
        if key not in spec.channels or spec.channels[key].hidden:
            raise InvalidUpdateError(
                f"{source!r} writes {key!r}, which the state of graph {spec.name!r} does not have.",
                f"Add it to the state schema, or write one of: {', '.join(spec.state_keys)}.",
            )
        yield key, isolated(value)


def _with_own(
    spec: GraphSpec, values: Mapping[str, Any], writes: Sequence[Write]
) -> dict[str, Any]:
    own = {**initial_values(spec), **values}
    for key, value in writes:
        own[key] = fold_channel(spec, own, key, [value])
    return own
