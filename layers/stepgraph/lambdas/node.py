"""What the Lambda of a node does with a ticket: one task, written to the log."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from stepgraph.checkpoint.head import SUPERSTEP, Head
from stepgraph.checkpoint.log import ThreadLog
from stepgraph.constants import END
from stepgraph.engine import GraphSpec, Task, TaskResult, plan
from stepgraph.engine.exits import exits_of
from stepgraph.errors import (
    CallInterrupt,
    GraphInterrupt,
    InvalidTicketError,
    LogError,
    StaleThreadError,
)
from stepgraph.lambdas.signals import (
    NodeFailed,
    NodeInterrupted,
    NodeRerouted,
    NodeRetry,
    Signal,
    SuperstepIncomplete,
)
from stepgraph.lambdas.ticket import ENDED, FAN_OUT, Ticket, ticket_of
from stepgraph.ops.attempt import (
    attempt_task,
    handle_failure,
    managed_values,
    require_within_limit,
)
from stepgraph.ops.retry import wait_after
from stepgraph.ops.scope import Scope


@dataclass(frozen=True, slots=True)
class Work:
    """A ticket, and the log it points into."""

    spec: GraphSpec
    node: str
    ticket: Ticket
    log: ThreadLog
    attempt: int
    remaining: Callable[[], float] | None = None
    """How many seconds the Lambda still has."""

    @property
    def scope(self) -> Scope:
        """What the task's run offers it."""
        return Scope(
            log=self.log,
            thread=self.log.thread,
            tenant=self.log.tenant,
            table=self.log.table,
            remaining=self.remaining,
        )

    def signal(self, kind: type[Signal], path: str = "") -> Signal:
        """`kind`, with where to look for it."""
        return kind(self.ticket.run, self.ticket.seq, path)

    def next_ticket(self, head: Head) -> Ticket:
        """The ticket to what comes after `head`."""
        return ticket_of(self.ticket.graph, self.log.tenant, self.log.thread, head)


def run_node(work: Work) -> Ticket:
    """Do the task that the ticket names; when it is done already, answer the same again."""
    ticket = work.ticket
    head = work.log.load_from(work.spec, ticket.incarnation, ticket.snap)
    if head.run != ticket.run:
        raise _stale(work)
    with failing_superstep(work, head):
        head, done = _arrive(work, head)
    if done is None:
        with failing_superstep(work, head):
            done = _do_task(work, head)
    return _declared(work, done)


@contextmanager
def failing_superstep(work: Work, head: Head) -> Iterator[None]:
    """What fails in here fails the superstep planned at `head`, and says so in the log."""
    try:
        yield
    except (Signal, LogError, InvalidTicketError):
        raise
    except Exception as error:
        work.log.fail(head, SUPERSTEP, error, work.attempt)
        raise work.signal(NodeFailed) from None


def _do_task(work: Work, head: Head) -> Ticket:
    require_within_limit(work.spec, head)
    task = _own_task(work, head)
    if len(head.checkpoint.next) == 1:
        result = _attempt(work, head, task)
        return work.next_ticket(work.log.commit(work.spec, head, [result]))
    if task.ref.path not in head.pending.writes:
        _attempt(work, head, task)
    return work.ticket


def _own_task(work: Work, head: Head) -> Task:
    """The task that the ticket names, if it is of this node."""
    tasks = plan(work.spec, head.checkpoint, managed_values(work.spec, head))
    if work.ticket.joined:
        if [task.node.name for task in tasks] != [work.node]:
            # A worker went elsewhere, too.
            raise work.signal(NodeRerouted)
        return tasks[0]
    index = next(iter(work.ticket.tasks), len(tasks))
    if index < len(tasks) and tasks[index].node.name == work.node:
        return tasks[index]
    raise InvalidTicketError(
        f"The ticket names no task of {work.node!r}.",
        "Send it to the Lambda of the node that comes next.",
    )


def _arrive(work: Work, head: Head) -> tuple[Head, Ticket | None]:
    """The thread as the task finds it; or the answer, if the task was done before."""
    seqs = [stage.entry.seq for stage in head.stages]
    if work.ticket.seq not in seqs:
        raise _stale(work)
    at = seqs.index(work.ticket.seq)
    if work.ticket.joined:
        # This node commits for the fan before it, unless an earlier attempt already has.
        at += 1
        if at == len(seqs):
            head = commit_fan(work, head)
    if at + 1 < len(head.stages):
        return head, work.next_ticket(replace(head, stages=head.stages[: at + 2]))
    return head, None


def commit_fan(work: Work, head: Head) -> Head:
    """Commit a superstep of several tasks, all of which must have left their writes."""
    if head.unfinished:
        raise work.signal(SuperstepIncomplete, head.unfinished[0][1].path)
    writes = head.pending.writes
    return work.log.commit(work.spec, head, [writes[path].result for path in sorted(writes)])


def _attempt(work: Work, head: Head, task: Task) -> TaskResult:
    path = task.ref.path
    try:
        return _recorded(work, head, attempt_task(work.spec, head, task, work.scope, work.attempt))
    except CallInterrupt:
        raise work.signal(NodeInterrupted, path) from None
    except GraphInterrupt as question:
        work.log.ask(head, path, question.interrupts[0].value)
        raise work.signal(NodeInterrupted, path) from None
    except LogError:
        raise
    except Exception as error:
        if wait_after(task.node.retry, error, work.attempt) is not None:
            raise work.signal(NodeRetry, path) from None
        return _handled(work, head, task, error)


def _handled(work: Work, head: Head, task: Task, error: Exception) -> TaskResult:
    """What the node's error handler makes of its failure, or the end of the run."""
    path = task.ref.path
    try:
        result = handle_failure(work.spec, head, task, work.scope, error)
        if result is not None:
            return _recorded(work, head, result)
    except CallInterrupt:
        raise work.signal(NodeInterrupted, path) from None
    except GraphInterrupt as question:
        work.log.ask(head, path, question.interrupts[0].value)
        raise work.signal(NodeInterrupted, path) from None
    except LogError:
        raise
    except Exception as worse:
        error = worse
    work.log.fail(head, path, error, work.attempt)
    raise work.signal(NodeFailed, path) from None


def _recorded(work: Work, head: Head, result: TaskResult) -> TaskResult:
    if len(head.checkpoint.next) > 1:
        work.log.record(head, result)
    return result


def _declared(work: Work, ticket: Ticket) -> Ticket:
    """The ticket, if the machine has a transition for it; else the run leaves by control."""
    exits = exits_of(work.spec, work.node)
    follows = END if ticket.next == ENDED else ticket.next
    is_fan = ticket.next == FAN_OUT and ticket.node in exits.fans
    is_one_of_a_fan = ticket.tasks == work.ticket.tasks and ticket.seq == work.ticket.seq
    if is_fan or is_one_of_a_fan or follows in exits.nodes:
        return ticket
    raise work.signal(NodeRerouted)


def _stale(work: Work) -> StaleThreadError:
    return StaleThreadError(
        f"Run {work.ticket.run!r} no longer owns thread {work.ticket.thread!r}.",
        "Nothing is to do: the run that owns it goes on.",
    )
