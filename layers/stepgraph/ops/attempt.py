"""One attempt at one task, the same in every driver."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from stepgraph.checkpoint.head import Head
from stepgraph.checkpoint.reading import INSIDE
from stepgraph.engine import Blocking, GraphSpec, Task, TaskResult, arun_task, stepped, task_of
from stepgraph.errors import GraphRecursionError, NodeError
from stepgraph.ops.calls import Calls
from stepgraph.ops.scope import Scope
from stepgraph.ops.timeout import Watch
from stepgraph.ops.waiting import TimedBlocking, TimedWaiting
from stepgraph.runtime import ExecutionInfo, Runtime
from stepgraph.types import RunnableConfig

DEFAULT_RECURSION_LIMIT = 25
HANDLER = "handler"


def attempt_task(
    spec: GraphSpec, head: Head, task: Task, scope: Scope, attempt: int = 1
) -> TaskResult:
    """One attempt without an event loop."""
    return stepped(aattempt_task(spec, head, task, scope, attempt, TimedBlocking()))


async def aattempt_task(
    spec: GraphSpec, head: Head, task: Task, scope: Scope, attempt: int, waiting: TimedWaiting
) -> TaskResult:
    """Call the node with what it may ask about its run. Its exceptions pass through."""
    runtime = _runtime(head, task, scope, attempt)
    if task.node.timeout is None and scope.remaining is None:
        return await _run(spec, head, task, runtime, waiting)

    async def watched(watch: Watch) -> TaskResult:
        own = runtime.override(
            heartbeat=watch.heartbeat, stream_writer=_watched_writer(scope, watch)
        )
        return await _run(spec, head, task, own, waiting)

    return await waiting.timed(watched, task.node.timeout, task.node.name, scope.remaining)


def handle_failure(
    spec: GraphSpec, head: Head, task: Task, scope: Scope, error: Exception
) -> TaskResult | None:
    """What the node's error handler makes of its failure; None where it has none."""
    return stepped(ahandle_failure(spec, head, task, scope, error, TimedBlocking()))


async def ahandle_failure(
    spec: GraphSpec, head: Head, task: Task, scope: Scope, error: Exception, waiting: TimedWaiting
) -> TaskResult | None:
    """The same with a way to wait. The handler's own exceptions pass through."""
    handler = task.node.error_handler
    if handler is None:
        return None
    own = replace(spec, nodes={**spec.nodes, handler.name: handler})
    again = task_of(own, head.checkpoint, task.ref, managed_values(spec, head))
    # It is on the path of the node that failed, whose calls are not its own.
    calls = Calls(head, f"{task.ref.path}{INSIDE}{HANDLER}", scope)
    failed = NodeError(task.node.name, error)
    runtime = _runtime(head, again, scope, 1).override(error=failed, calls=calls)
    return await _run(spec, head, again, runtime, waiting)


async def _run(
    spec: GraphSpec, head: Head, task: Task, runtime: Runtime[Any], waiting: TimedWaiting
) -> TaskResult:
    """Run the task; the calls that it has made end with it."""
    answers = head.pending.answers_to(task.ref.path)
    calls: Calls = runtime.calls
    in_loop = not isinstance(waiting, Blocking)
    calls.ignores_loop = not in_loop and task.node.async_action is None
    try:
        result = await arun_task(spec, head.checkpoint.values, task, answers, runtime, waiting)
    except BaseException as error:
        await calls.end(error, in_loop=in_loop)
        raise
    if calls.promises:
        await calls.end(in_loop=in_loop)
    return result


def _runtime(head: Head, task: Task, scope: Scope, attempt: int) -> Runtime[Any]:
    id, node = head.task_id(task.ref.path), task.node.name
    return Runtime(
        context=scope.context,
        store=scope.store,
        stream_writer=scope.write,
        execution_info=ExecutionInfo(id, node, scope.thread, head.run, attempt),
        config=task_config(head, scope.thread),
        scope=scope,
        calls=Calls(head, task.ref.path, scope),
    )


def _watched_writer(scope: Scope, watch: Watch) -> Callable[[Any], None]:
    """What is streamed shows that the node goes on; once its time is over, nobody sees it."""

    def write(data: Any) -> None:
        if not watch.is_over:
            watch.progress()
            scope.write(data)

    return write


def task_config(head: Head, thread: str | None) -> RunnableConfig:
    """The run's configuration, as a node with a parameter named `config` gets it."""
    configurable = dict(head.config.get("configurable") or {})
    if thread is not None:
        configurable["thread_id"] = thread
    return {
        "configurable": configurable,
        "metadata": dict(head.config.get("metadata") or {}),
        "recursion_limit": recursion_limit(head),
        "run_id": head.run,
    }


def recursion_limit(head: Head) -> int:
    """How many supersteps the run may take."""
    return int(head.config.get("recursion_limit") or DEFAULT_RECURSION_LIMIT)


def managed_values(spec: GraphSpec, head: Head) -> dict[str, Any]:
    """What tasks of the superstep that comes next read beside the state."""
    taken, limit = _taken(head), recursion_limit(head)
    return {key: managed.get(taken, limit) for key, managed in spec.managed.items()}


def _taken(head: Head) -> int:
    """How many supersteps the run has taken."""
    return head.checkpoint.step - int(head.config.get("first_step", head.checkpoint.step))


def require_within_limit(spec: GraphSpec, head: Head) -> None:
    """Stop a run that has taken all its supersteps; its state stays and can be resumed."""
    limit = recursion_limit(head)
    if _taken(head) >= limit:
        raise GraphRecursionError(
            f"Graph {spec.name!r} took {limit} supersteps without reaching its end.",
            "Check the loop's condition, or raise recursion_limit in the run's config.",
        )
