"""The small JSON that travels through Step Functions: where to look, never what is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from stepgraph.checkpoint.head import Head
from stepgraph.errors import InvalidTicketError

# What `next` holds where it is not the name of a node; no node can have these names.
FAN_OUT = "*"
ENDED = "__end__"
INTERRUPTED = "__interrupted__"
FAILED = "__failed__"


@dataclass(frozen=True, slots=True)
class Ticket:
    """A superstep of a run, and which tasks of it are to do."""

    graph: str
    tenant: str
    thread: str
    incarnation: str
    run: str
    seq: int
    snap: int
    next: str
    """The node that comes next; or FAN_OUT, or how the run ended."""

    node: str
    """The node of the tasks of a fan-out."""

    tasks: tuple[int, ...]
    """The indices of the tasks of this superstep that are to do."""

    joined: bool = False
    """Whether the machine has run those tasks, and their commit is to do."""

    def to_json(self) -> dict[str, Any]:
        """The ticket as the state machine carries it."""
        fields = {name: getattr(self, name) for name in CARRIED}
        return {**fields, "tasks": list(self.tasks)}


# The machine adds `joined` itself, once a fan-out has run.
CARRIED = tuple(name for name in Ticket.__slots__ if name != "joined")

_TYPES: Mapping[str, type] = {
    "graph": str,
    "tenant": str,
    "thread": str,
    "incarnation": str,
    "run": str,
    "seq": int,
    "snap": int,
    "next": str,
    "node": str,
    "tasks": list,
}


def read_ticket(event: Any) -> Ticket:
    """The ticket in an event, or an error that names what is wrong with it."""
    if not isinstance(event, Mapping):
        raise InvalidTicketError("The event is not a JSON object.", "Send a ticket.")
    for name, kind in _TYPES.items():
        if not isinstance(event.get(name), kind):
            raise InvalidTicketError(
                f"The ticket's {name!r} is {event.get(name)!r} and not a {kind.__name__}.",
                "Send the ticket as the state machine made it.",
            )
    if not all(type(index) is int and index >= 0 for index in event["tasks"]):
        raise InvalidTicketError(
            "The ticket's 'tasks' are not indices.", "Send the ticket as the state machine made it."
        )
    fields = {name: event[name] for name in _TYPES}
    return Ticket(**{**fields, "tasks": tuple(event["tasks"])}, joined="joined" in event)


def ticket_of(graph: str, tenant: str, thread: str, head: Head) -> Ticket:
    """The ticket to what comes next on a thread."""
    todo = head.unfinished
    # Where all tasks are done and only their commit is left, the ticket is still for their node.
    nodes = {ref.node for _, ref in todo} or {ref.node for ref in head.checkpoint.next}
    ticket = Ticket(
        graph=graph,
        tenant=tenant,
        thread=thread,
        incarnation=head.incarnation,
        run=head.run,
        seq=head.checkpoint.seq,
        snap=head.snap,
        next=ENDED,
        node=min(nodes, default=""),
        tasks=tuple(index for index, _ in todo),
    )
    if not head.checkpoint.next:
        return ticket
    is_alone = len(head.checkpoint.next) == 1
    return replace(ticket, next=ticket.node if is_alone else FAN_OUT)
