"""One task: call the node, and read its answer as writes and routes.

There is one way to run a task and it is a coroutine. Drivers differ in how they wait, so each
brings a `Waiting`. One without an event loop brings `Blocking`, which never suspends, and steps
through the coroutine in one go.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from stepgraph.constants import PARENT, START
from stepgraph.engine.fold import fold_writes
from stepgraph.engine.plan import Task, seen
from stepgraph.engine.result import TaskResult, Write
from stepgraph.engine.route import route_of, routes_in
from stepgraph.engine.spec import GraphSpec, NodeSpec
from stepgraph.engine.view import isolated
from stepgraph.errors import InvalidUpdateError, ParentCommand
from stepgraph.runtime import Runtime, current_runtime
from stepgraph.types import Answers, Command, Send, current_answers


class Waiting(Protocol):
    """How a driver waits for what user code gives it."""

    async def call(self, node: NodeSpec, input: Any, runtime: Runtime[Any]) -> Any:
        """Call the node, and wait for its answer."""

    async def settle(self, answer: Awaitable[Any]) -> Any:
        """Wait for an answer that is still to come."""


class Blocking:
    """Waits where no event loop runs, by blocking the thread; never suspends."""

    async def call(self, node: NodeSpec, input: Any, runtime: Runtime[Any]) -> Any:
        """Call the node here."""
        answer = node.action(input, runtime)
        return await self.settle(answer) if inspect.isawaitable(answer) else answer

    async def settle(self, answer: Awaitable[Any]) -> Any:
        """Run a loop for this one answer."""
        return asyncio.run(_awaited(answer))


async def _awaited(answer: Awaitable[Any]) -> Any:
    return await answer


def stepped[T](work: Awaitable[T]) -> T:
    """The result of a coroutine that never suspends."""
    steps = work.__await__()
    try:
        next(steps)
    except StopIteration as done:
        value: T = done.value
        return value
    raise RuntimeError("A coroutine suspended where no event loop runs.")


def run_task(
    spec: GraphSpec,
    values: Mapping[str, Any],
    task: Task,
    answers: Sequence[Any] = (),
    runtime: Runtime[Any] | None = None,
) -> TaskResult:
    """Run one task without an event loop."""
    return stepped(arun_task(spec, values, task, answers, runtime or Runtime(), Blocking()))


async def arun_task(
    spec: GraphSpec,
    values: Mapping[str, Any],
    task: Task,
    answers: Sequence[Any],
    runtime: Runtime[Any],
    waiting: Waiting,
) -> TaskResult:
    """Run one task on `values`, the state from before its superstep.

    Whatever the node raises passes through; `GraphInterrupt` is its question.
    """
    # Copies: what a node changes in place is the same again on its next attempt.
    asked = current_answers.set(Answers(isolated(list(answers))))
    ran = current_runtime.set(runtime)
    try:
        answer = await waiting.call(task.node, task.input, runtime)
    finally:
        current_answers.reset(asked)
        current_runtime.reset(ran)
    # What a write needs by chance follows from its task: a retry writes the same again.
    seed = f"{runtime.execution_info.task_id}/{task.ref.path}"
    writes, gotos = _read_answer(spec, task.node, answer, seed)
    routes = await _routes(spec, task.node, values, writes, runtime, waiting)
    return _result(spec, task, writes, (*gotos, *routes))


def start_result(
    spec: GraphSpec, task: Task, values: Mapping[str, Any], writes: Sequence[Write]
) -> TaskResult:
    """The result of START, whose writes are the input."""
    routes = stepped(_routes(spec, task.node, values, writes, Runtime(), Blocking()))
    return _result(spec, task, writes, routes)


def _result(
    spec: GraphSpec, task: Task, writes: Sequence[Write], routes: Sequence[str | Send]
) -> TaskResult:
    node = task.node
    reports = [(join, node.name) for join in node.joins]
    leads: list[str | Send] = []
    for route in (*routes, *node.edges):
        gate = spec.deferred.get(route) if isinstance(route, str) else None
        if gate is None:
            leads.append(route)
        else:
            # A deferred node is not gone to but waited for, until nothing else is left to run.
            reports.append((gate, node.name))
    return TaskResult(task.ref.path, node.name, (*writes, *reports), tuple(leads))


async def _routes(
    spec: GraphSpec,
    node: NodeSpec,
    values: Mapping[str, Any],
    writes: Sequence[Write],
    runtime: Runtime[Any],
    waiting: Waiting,
) -> list[str | Send]:
    """What the conditional edges of a node answer."""
    if not node.branches:
        return []
    # They see the state from before plus only their own node's writes.
    own = fold_writes(spec, values, [TaskResult("", node.name, tuple(writes))])
    routes: list[str | Send] = []
    for branch in node.branches:
        answer = branch.router(seen(spec, own, branch.reads, node.name), runtime)
        if inspect.isawaitable(answer):
            answer = await waiting.settle(answer)
        routes += routes_in(node, branch, answer)
    return routes


def _read_answer(
    spec: GraphSpec, node: NodeSpec, answer: Any, seed: str
) -> tuple[list[Write], list[str | Send]]:
    if node.as_update is not None:
        return list(updates_of(spec, node.name, answer, seed)), []
    writes: list[Write] = []
    gotos: list[str | Send] = []
    for part in answer if isinstance(answer, list | tuple) else [answer]:
        if isinstance(part, Command):
            if part.graph == PARENT:
                raise ParentCommand(part)
            writes += updates_of(spec, node.name, part.update, seed)
            goto = part.goto
            targets = [goto] if isinstance(goto, str | Send) else goto
            gotos += [route_of(node, target) for target in targets]
        else:
            writes += updates_of(spec, node.name, part, seed)
    return writes, gotos


def updates_of(
    spec: GraphSpec, source: str, update: Any, seed: str | None = None
) -> Iterator[Write]:
    """The writes that an update means, one for each key; `source` is named in errors."""
    node = spec.nodes.get(source)
    if node is not None and node.as_update is not None:
        update = node.as_update(update)
    if update is None:
        return
    who = "The input" if source == START else repr(source)
    for key, value in _pairs(who, update):
        if key not in spec.channels or spec.channels[key].hidden:
            raise InvalidUpdateError(
                f"{who} writes {key!r}, which the state of graph {spec.name!r} does not have.",
                f"Add it to the state schema, or write one of: {', '.join(spec.state_keys)}.",
            )
        # A copy: what its node keeps and changes later is no part of the state.
        yield key, isolated(spec.channels[key].settle(value, seed and f"{seed}/{key}"))


def _pairs(who: str, update: Any) -> list[tuple[Any, Any]]:
    if isinstance(update, Mapping):
        return list(update.items())
    set_fields = getattr(update, "model_fields_set", None)
    if set_fields is not None:
        # A pydantic model writes what was given to it; its other fields are only defaults.
        return [(key, getattr(update, key)) for key in sorted(set_fields)]
    fields = getattr(type(update), "__dataclass_fields__", None)
    if fields is not None:
        # A dataclass cannot tell what was given to it; None stands for what was not.
        given = [(key, getattr(update, key)) for key in fields]
        return [(key, value) for key, value in given if value is not None]
    raise InvalidUpdateError(
        f"{who} gave {type(update).__name__!r} where an update of the state belongs.",
        "Return a dict of the keys to write, an object of the schema, a Command, or None.",
    )
