"""What happens outside a node: an execution that was aborted, timed out or broke a limit."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from stepgraph.checkpoint.log import ThreadLog
from stepgraph.checkpoint.table import Table
from stepgraph.errors import InvalidTicketError
from stepgraph.lambdas.ticket import Ticket, read_ticket

_ENDED_BADLY = frozenset({"ABORTED", "FAILED", "TIMED_OUT"})


def finish_run(table: Table, event: Mapping[str, Any]) -> bool:
    """Close the run of a status event, if it is still open; say whether it was."""
    detail = event.get("detail")
    if not isinstance(detail, Mapping) or detail.get("status") not in _ENDED_BADLY:
        raise InvalidTicketError(
            "The event is not the end of an execution.",
            "Send the status change events FAILED, TIMED_OUT and ABORTED only.",
        )
    ticket = _ticket_in(detail)
    return ThreadLog(table, ticket.thread, tenant=ticket.tenant).abandon(ticket.run)


def _ticket_in(detail: Mapping[str, Any]) -> Ticket:
    try:
        return read_ticket(json.loads(str(detail.get("input"))))
    except ValueError as error:
        raise InvalidTicketError(
            "The execution's input is not a ticket.", "Start runs through Stepgraph only."
        ) from error
