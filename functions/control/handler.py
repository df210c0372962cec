"""A ticket in, the log read, a ticket out to where the run goes on or ends."""

from __future__ import annotations

from typing import Any

from stepgraph.lambdas.context import context_from_environment
from stepgraph.lambdas.control import decide
from stepgraph.lambdas.handlers import Event, guarded

_context = context_from_environment()


@guarded
def handler(event: Event, context: Any) -> dict[str, Any]:
    """Say how the run goes on."""
    work = _context.work(event)
    caught = event["ticket"].get("error") or {}
    return decide(work, caught.get("Error")).to_json()
