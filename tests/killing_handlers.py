"""The real handlers, on a table that kills their process where the thread's id says.

An id reads `kill.<node or control>.<number of the write>.<before or after>.<anything>`. Only first
attempts die, so the retry meets what the dead one left.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from functions.control import handler as control_handler
from functions.node import handler as node_handler
from stepgraph.lambdas.context import LambdaContext
from stepgraph.lambdas.control import decide
from stepgraph.lambdas.handlers import Event, guarded
from stepgraph.lambdas.node import run_node
from tests.killing import KillingTable


@guarded
def node(event: Event, context: Any) -> dict[str, Any]:
    real = node_handler._context
    return run_node(_deadly(real, real.node, event).work(event, context)).to_json()


@guarded
def control(event: Event, context: Any) -> dict[str, Any]:
    caught = (event["ticket"].get("error") or {}).get("Error")
    return decide(_deadly(control_handler._context, "control", event).work(event), caught).to_json()


def _deadly(real: LambdaContext, name: str, event: Event) -> LambdaContext:
    _, victim, at, when, _ = event["ticket"]["thread"].split(".")
    if victim != name or event["retries"]:
        return real
    return replace(real, table=KillingTable(real.table, int(at), when))
