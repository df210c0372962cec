"""Superstep after superstep, in this process."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context

from stepgraph.checkpoint.answers import open_questions
from stepgraph.checkpoint.head import SUPERSTEP, Head
from stepgraph.engine import GraphSpec, Task, TaskResult, plan
from stepgraph.errors import GraphInterrupt, LogError
from stepgraph.execute.journal import Journal
from stepgraph.ops.attempt import attempt_task, require_within_limit
from stepgraph.ops.retry import is_worth_retrying, policy_of, wait_before

# Nodes mostly wait for others; the pool is for that and not for cores.
MAX_THREADS = 64


def drive(spec: GraphSpec, journal: Journal, head: Head) -> Iterator[Head]:
    """Run until the end, an interrupt or an error; yield the thread after each superstep."""
    while head.checkpoint.next:
        try:
            require_within_limit(spec, head)
            results = _superstep(spec, journal, head)
            if open_questions(head):
                journal.close(head, "interrupted")
                yield head
                return
            head = journal.commit(spec, head, results)
        except LogError:
            # The log is not ours to close, or not there to be closed.
            raise
        except Exception as error:
            if head.failure is None:
                journal.fail(head, SUPERSTEP, error, attempt=1)
            journal.close(head, "error")
            raise
        yield head


def _superstep(spec: GraphSpec, journal: Journal, head: Head) -> list[TaskResult]:
    """Run what is unfinished; every sibling ends before the first failure is raised."""
    todo = [task for task in plan(spec, head.checkpoint) if _is_unfinished(head, task)]
    outcomes = _side_by_side(spec, journal, head, todo)
    for outcome in outcomes:
        if isinstance(outcome, Exception):
            raise outcome
    fresh = [outcome for outcome in outcomes if isinstance(outcome, TaskResult)]
    if len(head.checkpoint.next) == 1:
        return fresh
    written = head.pending.writes
    return [written[path].result for path in sorted(written)]


def _is_unfinished(head: Head, task: Task) -> bool:
    return task.ref.path not in head.pending.writes


_Outcome = TaskResult | Exception | None


def _side_by_side(
    spec: GraphSpec, journal: Journal, head: Head, tasks: Sequence[Task]
) -> list[_Outcome]:
    if len(tasks) <= 1:
        return [_run_to_end(spec, journal, head, task) for task in tasks]
    with ThreadPoolExecutor(min(len(tasks), MAX_THREADS)) as pool:
        futures = [
            pool.submit(copy_context().run, _run_to_end, spec, journal, head, task)
            for task in tasks
        ]
        return [future.result() for future in futures]


def _run_to_end(spec: GraphSpec, journal: Journal, head: Head, task: Task) -> _Outcome:
    """All attempts at one task, and what became of it written down."""
    path, policy = task.ref.path, task.node.retry
    attempt = 1
    while True:
        try:
            result = attempt_task(spec, head, task, thread=journal.thread, attempt=attempt)
            if len(head.checkpoint.next) > 1:
                journal.record(head, result)
            return result
        except GraphInterrupt as question:
            journal.ask(head, path, question.interrupts[0].value)
            return None
        except LogError:
            raise
        except Exception as error:
            if attempt >= policy_of(policy).max_attempts or not is_worth_retrying(policy, error):
                journal.fail(head, path, error, attempt)
                return error
            attempt += 1
            time.sleep(wait_before(policy, attempt))
