"""Superstep after superstep, in this process.

The driver is one coroutine for sync and async alike. `drive` steps through it with a flow that
never suspends; `adrive` awaits it.
"""

from __future__ import annotations

from asyncio import CancelledError
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from stepgraph.checkpoint.answers import open_questions
from stepgraph.checkpoint.head import SUPERSTEP, Head
from stepgraph.checkpoint.log import ThreadLog
from stepgraph.engine import GraphSpec, Task, TaskRef, TaskResult, stepped, task_of
from stepgraph.errors import (
    CallInterrupt,
    GraphDrained,
    GraphInterrupt,
    InvalidUpdateError,
    LogError,
    ParentCommand,
)
from stepgraph.execute.flow import BlockingFlow, Flow, LoopFlow
from stepgraph.execute.journal import Journal
from stepgraph.ops.attempt import (
    aattempt_task,
    ahandle_failure,
    managed_values,
    require_within_limit,
)
from stepgraph.ops.retry import wait_after
from stepgraph.ops.scope import Scope


@dataclass(frozen=True, slots=True)
class Driver:
    """A graph, where its run is written down, and how to wait."""

    spec: GraphSpec
    journal: Journal
    flow: Flow
    scope: Scope
    limit: int | None
    """How many tasks may run at once."""

    async def write[T](self, call: Callable[[], T]) -> T:
        """Tell the journal something."""
        return await self.flow.io(call, blocks=self.journal.blocks)

    def managed(self, head: Head) -> dict[str, Any]:
        """What tasks read beside the state."""
        return managed_values(self.spec, head) if self.spec.managed else {}


def drive(
    spec: GraphSpec,
    journal: Journal,
    head: Head,
    scope: Scope | None = None,
    limit: int | None = None,
) -> Iterator[Head]:
    """Run until the end, an interrupt or an error; yield the thread after each superstep."""
    scope = scope or _scope_of(journal)
    supersteps = _supersteps(Driver(spec, journal, BlockingFlow(), scope, limit), head)
    while True:
        try:
            moved = stepped(anext(supersteps))
        except StopAsyncIteration:
            return
        try:
            yield moved
        except GeneratorExit:
            leave(journal, moved)
            raise


def adrive(
    spec: GraphSpec,
    journal: Journal,
    head: Head,
    scope: Scope | None = None,
    limit: int | None = None,
) -> AsyncIterator[Head]:
    """The same in an event loop."""
    scope = scope or _scope_of(journal)
    return _supersteps(Driver(spec, journal, LoopFlow(), scope, limit), head)


def _scope_of(journal: Journal) -> Scope:
    log = journal if isinstance(journal, ThreadLog) else None
    return Scope(thread=journal.thread, log=log)


def leave(journal: Journal, head: Head) -> None:
    """End a run that nobody follows any more; whoever wants to may go on with it."""
    if head.checkpoint.next and not open_questions(head):
        journal.close(head, "interrupted")


async def _supersteps(driver: Driver, head: Head) -> AsyncIterator[Head]:
    stops = _Stops(driver.scope, head)
    while head.checkpoint.next:
        moved = await _advance(driver, stops, head)
        if moved is None:
            return
        try:
            yield moved
        except GeneratorExit:
            leave(driver.journal, moved)
            raise
        if moved is head:
            return
        head = moved


async def _advance(driver: Driver, stops: _Stops, head: Head) -> Head | None:
    """The thread after one superstep; itself where it waits for answers, None where it stops."""
    spec, journal = driver.spec, driver.journal
    try:
        if stops.before(head):
            await driver.write(partial(journal.close, head, "interrupted"))
            return None
        require_within_limit(spec, head)
        results = await _superstep(driver, head)
        if open_questions(head):
            await driver.write(partial(journal.close, head, "interrupted"))
            return head
        return await driver.write(partial(journal.commit, spec, head, results))
    except (LogError, ParentCommand):
        # The log is not ours to close, or not there to be closed.
        raise
    except (GraphDrained, CancelledError, KeyboardInterrupt):
        # Whoever stopped the run may go on with it.
        journal.close(head, "interrupted")
        raise
    except Exception as error:
        if head.failure is None:
            await driver.write(partial(journal.fail, head, SUPERSTEP, error, attempt=1))
        await driver.write(partial(journal.close, head, "error"))
        raise


class _Stops:
    """Where a run stops before its graph does, as its caller wishes."""

    def __init__(self, scope: Scope, head: Head) -> None:
        self._scope = scope
        # A run that goes on from a stop does not stop there again.
        self._passed = head.checkpoint.seq if head.position != head.checkpoint.seq else None
        self._first = head.checkpoint.seq

    def before(self, head: Head) -> bool:
        """Whether to stop before the superstep that comes next."""
        control = self._scope.control
        if control is not None and control.drain_requested:
            raise GraphDrained(str(control.drain_reason))
        if head.checkpoint.seq == self._passed or head.last is None:
            return False
        coming = {ref.node for ref in head.checkpoint.next}
        ran = {result.node for result in head.last.results}
        return bool(
            coming & set(self._scope.interrupt_before)
            or (head.checkpoint.seq != self._first and ran & set(self._scope.interrupt_after))
        )


async def _superstep(driver: Driver, head: Head) -> list[TaskResult]:
    """Run what is unfinished; every sibling ends before the first failure is raised."""
    outcomes: Sequence[_Outcome] = ()
    works = [partial(_run_to_end, driver, head, ref) for _, ref in head.unfinished]
    if works:
        outcomes = await driver.flow.each(works, driver.limit)
    for outcome in outcomes:
        if isinstance(outcome, Exception):
            raise outcome
    if len(head.checkpoint.next) == 1:
        return [outcome for outcome in outcomes if isinstance(outcome, TaskResult)]
    written = head.pending.writes
    return [written[path].result for path in sorted(written)]


_Outcome = TaskResult | Exception | None


async def _run_to_end(driver: Driver, head: Head, ref: TaskRef) -> _Outcome:
    """All attempts at one task, and what became of it written down."""
    path, journal = ref.path, driver.journal
    attempt = 1
    while True:
        # Made anew each time: what a failed attempt changed in its state dies with it.
        task = task_of(driver.spec, head.checkpoint, ref, driver.managed(head))
        try:
            return await _attempt(driver, head, task, attempt)
        except CallInterrupt:
            return None
        except GraphInterrupt as question:
            await driver.write(partial(journal.ask, head, path, question.interrupts[0].value))
            return None
        except LogError:
            raise
        except ParentCommand as leaving:
            return _to_parent(driver, leaving)
        except Exception as error:
            wait = wait_after(task.node.retry, error, attempt)
            if wait is None:
                return await _failed(driver, head, task, error, attempt)
            attempt += 1
            await driver.flow.sleep(wait)


async def _failed(
    driver: Driver, head: Head, task: Task, error: Exception, attempt: int
) -> _Outcome:
    """What becomes of a task that failed for good: its handler's result, or its error."""
    try:
        result = await ahandle_failure(driver.spec, head, task, driver.scope, error, driver.flow)
        if result is not None:
            await _record(driver, head, result)
            return result
    except CallInterrupt:
        return None
    except GraphInterrupt as question:
        asked = question.interrupts[0].value
        await driver.write(partial(driver.journal.ask, head, task.ref.path, asked))
        return None
    except Exception as worse:
        error = worse
    await driver.write(partial(driver.journal.fail, head, task.ref.path, error, attempt))
    return error


def _to_parent(driver: Driver, leaving: ParentCommand) -> Exception:
    if driver.scope.namespace:
        return leaving
    return InvalidUpdateError(
        "A Command was sent to the parent graph, and this graph runs inside no other.",
        "Leave graph=Command.PARENT out, or run the graph as a node of another.",
    )


async def _attempt(driver: Driver, head: Head, task: Task, attempt: int) -> TaskResult:
    result = await aattempt_task(driver.spec, head, task, driver.scope, attempt, driver.flow)
    await _record(driver, head, result)
    return result


async def _record(driver: Driver, head: Head, result: TaskResult) -> None:
    """Where siblings run beside it, what a task has done is written down at once."""
    if len(head.checkpoint.next) > 1:
        await driver.write(partial(driver.journal.record, head, result))
