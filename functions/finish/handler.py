"""A status event of Step Functions in, the run closed if it was still open."""

from __future__ import annotations

from typing import Any

from stepgraph.checkpoint.dynamodb import DynamoDBSaver
from stepgraph.lambdas.context import TABLE, required
from stepgraph.lambdas.finish import finish_run
from stepgraph.lambdas.handlers import Event, guarded

_table = DynamoDBSaver(required(TABLE))


@guarded
def handler(event: Event, context: Any) -> dict[str, Any]:
    """Close the run of the event."""
    return {"closed": finish_run(_table, event)}
