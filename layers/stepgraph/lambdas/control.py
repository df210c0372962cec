"""Where a run comes to when it leaves the static path: read the log, and say how it goes on."""

from __future__ import annotations

from dataclasses import replace

from stepgraph.checkpoint.answers import open_questions
from stepgraph.checkpoint.head import SUPERSTEP, Head
from stepgraph.engine.exits import fans_of
from stepgraph.errors import LogError, NodeFailedError, NotCompilableError
from stepgraph.lambdas.node import Work, commit_fan
from stepgraph.lambdas.signals import NodeRerouted
from stepgraph.lambdas.ticket import FAILED, FAN_OUT, INTERRUPTED, Ticket


def decide(work: Work, error: str | None) -> Ticket:
    """The ticket to go on with, or to how the run ends; `error` is what the machine caught."""
    head = work.log.load_from(work.spec, work.ticket.incarnation, work.ticket.snap)
    if head.run != work.ticket.run:
        # Another run owns the thread, and its log tells the rest.
        return replace(work.ticket, next=FAILED)
    if head.failure:
        return _close(work, head, FAILED)
    if head.checkpoint.next and not head.unfinished:
        try:
            head = commit_fan(work, head)
        except LogError:
            raise
        except Exception as problem:
            return _give_up(work, head, problem)
    elif open_questions(head):
        return _close(work, head, INTERRUPTED)
    elif error not in (None, NodeRerouted.__name__) and head.checkpoint.seq == work.ticket.seq:
        # Where the log has moved on, the Lambda broke after its work was done.
        return _give_up(work, head, NodeFailedError(f"The Lambda of the task ended with {error}."))
    return _routable(work, head)


def _routable(work: Work, head: Head) -> Ticket:
    """The ticket, if the machine has a state for it."""
    ticket = work.next_ticket(head)
    nodes = {ref.node for ref in head.checkpoint.next}
    if ticket.next != FAN_OUT or (len(nodes) == 1 and ticket.node in fans_of(work.spec)):
        return ticket
    names = ", ".join(sorted(nodes))
    problem = NotCompilableError(
        f"Several tasks come next, of {names}, and no edge of the graph says so.",
        "Declare them: give the conditional edge a path_map, or return Sends to one node.",
    )
    return _give_up(work, head, problem)


def _give_up(work: Work, head: Head, error: Exception) -> Ticket:
    work.log.fail(head, SUPERSTEP, error, work.attempt)
    return _close(work, head, FAILED)


def _close(work: Work, head: Head, how: str) -> Ticket:
    work.log.close(head, "error" if how == FAILED else "interrupted")
    return replace(work.next_ticket(head), next=how)
