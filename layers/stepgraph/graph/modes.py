"""What each stream mode shows of a superstep. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from stepgraph.checkpoint import ids
from stepgraph.checkpoint.head import ROOT, Head
from stepgraph.checkpoint.reading import Stage
from stepgraph.constants import START
from stepgraph.engine import GraphSpec
from stepgraph.engine.plan import task_of
from stepgraph.engine.view import isolated
from stepgraph.execute.events import Event, events_of, interrupt_events, resume_events
from stepgraph.graph.snapshots import snapshots_of
from stepgraph.types import PregelTask, StateSnapshot


def shown(
    spec: GraphSpec, head: Head, modes: Sequence[str], thread: str | None, *, is_new: bool
) -> Iterator[Event]:
    """What a thread shows where it stands; `is_new` where it has just come there."""
    stage = head.last
    assert stage is not None
    if is_new and stage.position != stage.entry.seq:
        yield from resume_events(spec, stage, modes)
    elif is_new:
        yield from _messages(stage, modes)
        yield from _results(spec, head, stage, modes)
        yield from events_of(spec, stage, modes)
        yield from _checkpoint(spec, head, modes, thread)
        yield from _starts(spec, head, modes)
    else:
        yield from interrupt_events(spec, head, modes)


def _checkpoint(
    spec: GraphSpec, head: Head, modes: Sequence[str], thread: str | None
) -> Iterator[Event]:
    if not {"checkpoints", "debug"} & set(modes):
        return
    snapshot = next(snapshots_of(spec, head, thread or ""))
    payload = _checkpoint_payload(snapshot)
    if "checkpoints" in modes:
        yield Event("checkpoints", payload)
    if "debug" in modes:
        yield _debug(head, "checkpoint", payload)


def _checkpoint_payload(snapshot: StateSnapshot) -> dict[str, Any]:
    return {
        "config": snapshot.config,
        "parent_config": snapshot.parent_config,
        "values": snapshot.values,
        "metadata": snapshot.metadata,
        "next": list(snapshot.next),
        "tasks": [_task_payload(task) for task in snapshot.tasks],
    }


def _task_payload(task: PregelTask) -> dict[str, Any]:
    interrupts = [{"value": found.value, "id": found.id} for found in task.interrupts]
    return {"id": task.id, "name": task.name, "interrupts": interrupts, "state": task.state}


def _starts(spec: GraphSpec, head: Head, modes: Sequence[str]) -> Iterator[Event]:
    if not {"tasks", "debug"} & set(modes):
        return
    for ref in head.checkpoint.next:
        task = task_of(spec, head.checkpoint, ref)
        payload = {
            "id": head.task_id(ref.path),
            "name": ref.node,
            "input": task.input.get(START) if spec.output_channel else task.input,
            "triggers": [f"branch:to:{ref.node}"],
        }
        yield from task_events(head, modes, "task", payload)


def _results(spec: GraphSpec, head: Head, stage: Stage, modes: Sequence[str]) -> Iterator[Event]:
    if not {"tasks", "debug"} & set(modes):
        return
    shown = (spec.output_channel,) if spec.output_channel else spec.state_keys
    for result in stage.results:
        if result.node == START:
            continue
        payload: dict[str, Any] = {
            "id": ids.task_id(head.incarnation, ROOT, stage.entry.parent, result.path),
            "name": result.node,
            "error": None,
            "result": {key: value for key, value in result.writes if key in shown},
            "interrupts": [],
        }
        yield from task_events(head, modes, "task_result", payload)


def call_events(head: Head | None, modes: Sequence[str]) -> Iterator[Event]:
    """What task functions have returned in the superstep after `head`, in this run."""
    if head is not None and "updates" in modes:
        for call in head.pending.calls.values():
            if call.run == head.run:
                yield Event("updates", {call.name: isolated(call.value)})


def task_events(
    head: Head, modes: Sequence[str], kind: str, payload: dict[str, Any]
) -> Iterator[Event]:
    """The start or the result of a task, in the modes that show it."""
    if "tasks" in modes:
        yield Event("tasks", payload)
    if "debug" in modes:
        yield _debug(head, kind, payload)


def _debug(head: Head, kind: str, payload: Mapping[str, Any]) -> Event:
    assert head.last is not None
    step, at = head.checkpoint.step, head.last.entry.at
    return Event("debug", {"step": step, "timestamp": at, "type": kind, "payload": payload})


def _messages(stage: Stage, modes: Sequence[str]) -> Iterator[Event]:
    """The messages that nodes wrote, each with where it comes from."""
    if "messages" not in modes:
        return
    for result in stage.results:
        if result.node == START:
            continue
        metadata = {
            "langgraph_step": stage.entry.step,
            "langgraph_node": result.node,
            "langgraph_path": result.path,
        }
        for _, value in result.writes:
            for message in value if isinstance(value, list) else [value]:
                if _is_message(message):
                    yield Event("messages", (message, metadata))


def _is_message(value: Any) -> bool:
    return hasattr(value, "content") and hasattr(value, "type")
