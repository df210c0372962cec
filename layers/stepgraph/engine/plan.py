"""From a checkpoint to the tasks of its superstep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from stepgraph.channels import MISSING
from stepgraph.engine.checkpoint import Checkpoint, TaskRef
from stepgraph.engine.spec import GraphSpec, NodeSpec, Reads
from stepgraph.engine.view import StateView, isolated
from stepgraph.errors import InvalidUpdateError

NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Task:
    """One execution of one node, with what it reads."""

    ref: TaskRef
    node: NodeSpec
    input: Any


def plan(
    spec: GraphSpec, checkpoint: Checkpoint, managed: Mapping[str, Any] = NOTHING
) -> tuple[Task, ...]:
    """The tasks that run side by side on this checkpoint, in the order of their paths."""
    return tuple(task_of(spec, checkpoint, ref, managed) for ref in checkpoint.next)


def task_of(
    spec: GraphSpec, checkpoint: Checkpoint, ref: TaskRef, managed: Mapping[str, Any] = NOTHING
) -> Task:
    """The task that `ref` stands for; `managed` is what it reads beside the state."""
    node = spec.nodes.get(ref.node)
    if node is None:
        raise InvalidUpdateError(
            f"The next task is of node {ref.node!r}, which graph {spec.name!r} does not have.",
            "Go to a node of the graph, or deploy the version that has it.",
        )
    if ref.arg is MISSING:
        return Task(ref, node, seen(spec, checkpoint.values, node.reads, node.name, managed))
    return Task(ref, node, isolated(ref.arg))


def seen(
    spec: GraphSpec,
    values: Mapping[str, Any],
    reads: Reads,
    reader: str,
    managed: Mapping[str, Any] = NOTHING,
) -> Any:
    """The state as `reader` sees it, for it alone."""
    wanted = visible(spec, values, reads.keys)
    if managed:
        wanted |= {key: managed[key] for key in reads.managed if key in managed}
    view = StateView(wanted)
    if reads.make is None:
        return view
    try:
        return reads.make(view.copy())
    except (TypeError, ValueError) as error:
        raise InvalidUpdateError(
            f"The state does not fit what {reader!r} reads: {error}",
            "Write values that fit the schema, or give missing keys a default.",
        ) from error


def visible(
    spec: GraphSpec, values: Mapping[str, Any], keys: tuple[str, ...] | None = None
) -> dict[str, Any]:
    """The state without the engine's own channels, or just `keys` of it."""
    wanted = spec.state_keys if keys is None else keys
    found = {key: values[key] for key in wanted if key in values}
    for key, channel in spec.readers.items():
        if key in found:
            found[key] = channel.read(found[key])
    return {k: v for k, v in found.items() if v is not MISSING} if spec.readers else found
