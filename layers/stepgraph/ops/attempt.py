"""One attempt at one task, the same in every driver."""

from __future__ import annotations

from stepgraph.checkpoint.head import Head
from stepgraph.engine import GraphSpec, Task, TaskResult, run_task
from stepgraph.errors import GraphRecursionError
from stepgraph.runtime import ExecutionInfo, Runtime
from stepgraph.types import RunnableConfig

DEFAULT_RECURSION_LIMIT = 25


def attempt_task(
    spec: GraphSpec, head: Head, task: Task, *, thread: str | None, attempt: int = 1
) -> TaskResult:
    """Call the node with what it may ask about its run. Its exceptions pass through."""
    path = task.ref.path
    info = ExecutionInfo(head.task_id(path), thread, head.run, attempt)
    runtime = Runtime(config=task_config(head, thread), execution_info=info)
    answers = head.pending.answers_to(path)
    return run_task(spec, head.checkpoint.values, task, answers, runtime)


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


def require_within_limit(spec: GraphSpec, head: Head) -> None:
    """Stop a run that has taken all its supersteps; its state stays and can be resumed."""
    taken = head.checkpoint.step - int(head.config.get("first_step", head.checkpoint.step))
    limit = recursion_limit(head)
    if taken >= limit:
        raise GraphRecursionError(
            f"Graph {spec.name!r} took {limit} supersteps without reaching its end.",
            "Check the loop's condition, or raise recursion_limit in the run's config.",
        )
