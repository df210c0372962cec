"""From a checkpoint to the tasks of its superstep."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stepgraph.channels import MISSING
from stepgraph.engine.checkpoint import Checkpoint, TaskRef
from stepgraph.engine.spec import GraphSpec, NodeSpec
from stepgraph.errors import InvalidUpdateError

_IMMUTABLE = (str, int, float, bool, bytes, type(None))


@dataclass(frozen=True, slots=True)
class Task:
    """One execution of one node, with what it reads."""

    ref: TaskRef
    node: NodeSpec
    input: Any


def plan(spec: GraphSpec, checkpoint: Checkpoint) -> tuple[Task, ...]:
    """The tasks that run side by side on this checkpoint, in the order of their paths."""
    return tuple(_task(spec, checkpoint, ref) for ref in checkpoint.next)


def _task(spec: GraphSpec, checkpoint: Checkpoint, ref: TaskRef) -> Task:
    node = spec.nodes.get(ref.node)
    if node is None:
        raise InvalidUpdateError(
            f"The next task is of node {ref.node!r}, which graph {spec.name!r} does not have.",
            "Go to a node of the graph, or deploy the version that has it.",
        )
    reads = visible(spec, checkpoint.values) if ref.arg is MISSING else ref.arg
    return Task(ref, node, reads)


def visible(spec: GraphSpec, values: Mapping[str, Any]) -> dict[str, Any]:
    """The state as nodes see it: without the engine's own channels."""
    return {key: values[key] for key in spec.state_keys if key in values}


def isolated(value: Any) -> Any:
    """A copy that its reader may change, so that nobody else sees the change."""
    if isinstance(value, _IMMUTABLE):
        return value
    if type(value) is dict:
        return {key: isolated(item) for key, item in value.items()}
    if type(value) is list:
        return [isolated(item) for item in value]
    return copy.deepcopy(value)
