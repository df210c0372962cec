"""Writing to a thread from outside a run, as if a node had."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any, NamedTuple

from stepgraph.checkpoint.head import Head
from stepgraph.checkpoint.log import ThreadLog
from stepgraph.constants import END, START
from stepgraph.engine import GraphSpec, TaskResult
from stepgraph.engine.checkpoint import TaskRef
from stepgraph.engine.plan import Task
from stepgraph.engine.task import start_result, updates_of
from stepgraph.errors import InvalidInputError


class StateUpdate(NamedTuple):
    """One write: the values, and the node whose edges are to follow."""

    values: Any
    as_node: str | None = None
    task_id: str | None = None


def apply_updates(spec: GraphSpec, log: ThreadLog, head: Head, updates: Sequence[Any]) -> Head:
    """Append one checkpoint for each update, and return the thread after them."""
    run = str(uuid.uuid4())
    for given in updates:
        update = StateUpdate(*given)
        head = log.update(spec, head, _result(spec, head, update), run)
    return head


def _result(spec: GraphSpec, head: Head, update: StateUpdate) -> TaskResult:
    node = update.as_node or _last_node(spec, head)
    writes = tuple(updates_of(spec, node, update.values))
    if node == END:
        return TaskResult("", node, writes)
    if node not in spec.nodes:
        raise InvalidInputError(
            f"There is no node {node!r} to write as.", f"Use one of: {', '.join(spec.nodes)}."
        )
    task = Task(TaskRef("", node), spec.nodes[node], None)
    return start_result(spec, task, head.checkpoint.values, writes)


def _last_node(spec: GraphSpec, head: Head) -> str:
    """The node that wrote last, if it was one alone."""
    if head.last is None:
        return START
    nodes = {result.node for result in head.last.results}
    if len(nodes) == 1:
        return nodes.pop()
    raise InvalidInputError(
        f"{len(nodes)} nodes wrote to the thread last, so it is not clear who writes now.",
        f"Say so with as_node, one of: {', '.join(spec.nodes)}.",
    )
