"""A ticket in, one task done, a ticket out."""

from __future__ import annotations

from typing import Any

from stepgraph.lambdas.context import context_from_environment
from stepgraph.lambdas.handlers import Event, guarded
from stepgraph.lambdas.node import run_node

_context = context_from_environment()


@guarded
def handler(event: Event, context: Any) -> dict[str, Any]:
    """Do the task that the ticket names."""
    return run_node(_context.work(event, context)).to_json()
