"""What a handler knows before its first event: read from the environment, once per process."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from stepgraph.checkpoint.dynamodb import DynamoDBSaver
from stepgraph.checkpoint.log import ThreadLog
from stepgraph.checkpoint.table import Table
from stepgraph.engine import GraphSpec
from stepgraph.errors import ConfigurationError, InvalidTicketError
from stepgraph.lambdas.node import Work
from stepgraph.lambdas.ticket import read_ticket
from stepgraph.ops.bundle import load_bundle

STAGE = "STEPGRAPH_STAGE"
TABLE = "STEPGRAPH_TABLE"
GRAPH = "STEPGRAPH_GRAPH"
NODE = "STEPGRAPH_NODE"


@dataclass(frozen=True, slots=True)
class LambdaContext:
    """The graph and node that a Lambda is for, and the table of its stage."""

    graph: str
    spec: GraphSpec
    node: str
    table: Table

    def work(self, event: Mapping[str, Any], context: Any = None) -> Work:
        """The work that an event asks for, in the time that `context` says is left."""
        ticket = read_ticket(event.get("ticket"))
        if ticket.graph != self.graph:
            raise InvalidTicketError(
                f"The ticket is for graph {ticket.graph!r}; this Lambda is of {self.graph!r}.",
                "Send it to that graph's machine.",
            )
        log = ThreadLog(self.table, ticket.thread, tenant=ticket.tenant)
        attempt = int(event.get("retries", 0)) + 1
        return Work(self.spec, self.node, ticket, log, attempt, _remaining(context))


def _remaining(context: Any) -> Callable[[], float] | None:
    """How many seconds the Lambda still has, if it says so."""
    milliseconds = getattr(context, "get_remaining_time_in_millis", None)
    return None if milliseconds is None else lambda: milliseconds() / 1000


def context_from_environment() -> LambdaContext:
    """Import the graph and prepare the table; all of it at cold start, none of it per event."""
    graph = required(GRAPH)
    spec = load_bundle().spec(graph)
    return LambdaContext(graph, spec, os.environ.get(NODE, ""), DynamoDBSaver(required(TABLE)))


def required(name: str) -> str:
    """An environment variable that must be there."""
    value = os.environ.get(name)
    if not value:
        raise ConfigurationError(
            f"The environment variable {name} is not set.", "Deploy the function with CDK."
        )
    return value
