"""From what the log holds to what a caller is shown. Pure."""

from __future__ import annotations

import json

from stepgraph.checkpoint.records import Meta
from stepgraph.server.assistants import assistant_id_of
from stepgraph.server.logged_run import LoggedRun
from stepgraph.server.schemas import (
    Checkpoint,
    InterruptBody,
    Run,
    RunStatus,
    Thread,
    ThreadState,
    ThreadTask,
)
from stepgraph.types import PregelTask, RunnableConfig, StateSnapshot


def thread_view(thread: str, meta: Meta, snapshot: StateSnapshot) -> Thread:
    """A thread with its state."""
    return Thread(
        thread_id=thread,
        created_at=meta.created_at,
        updated_at=meta.updated_at,
        metadata={**json.loads(meta.metadata), **_graph_in_metadata(meta.graph)},
        status=meta.status,
        values=snapshot.values,
        interrupts={task.id: _interrupts(task) for task in snapshot.tasks if task.interrupts},
    )


def state_view(snapshot: StateSnapshot) -> ThreadState:
    """The state of a thread at one checkpoint."""
    parent = snapshot.parent_config
    return ThreadState(
        values=snapshot.values,
        next=list(snapshot.next),
        tasks=[_task(task) for task in snapshot.tasks],
        checkpoint=_checkpoint(snapshot.config),
        metadata=dict(snapshot.metadata or {}),
        created_at=snapshot.created_at,
        parent_checkpoint=_checkpoint(parent) if parent else None,
        interrupts=_interrupts(snapshot),
    )


def run_view(run: LoggedRun, status: RunStatus, updated_at: str) -> Run:
    """A run, as its thread's log tells of it."""
    return Run(
        run_id=run.id,
        thread_id=run.thread,
        assistant_id=assistant_id_of(run.graph),
        created_at=run.claim.at,
        updated_at=updated_at,
        status=status,
        metadata=run.metadata,
    )


def empty_snapshot(thread: str) -> StateSnapshot:
    """The state of a thread that has had no run."""
    config = {"configurable": {"thread_id": thread}}
    return StateSnapshot({}, (), config, None, None, None, (), ())


def _graph_in_metadata(graph: str) -> dict[str, str]:
    return {"graph_id": graph, "assistant_id": assistant_id_of(graph)} if graph else {}


def _task(task: PregelTask) -> ThreadTask:
    return ThreadTask(
        id=task.id,
        name=task.name,
        path=list(task.path),
        error=str(task.error) if task.error else None,
        interrupts=_interrupts(task),
        result=task.result,
    )


def _interrupts(shown: PregelTask | StateSnapshot) -> list[InterruptBody]:
    return [InterruptBody(value=one.value, id=one.id) for one in shown.interrupts]


def _checkpoint(config: RunnableConfig) -> Checkpoint:
    place = config["configurable"]
    return Checkpoint(thread_id=place["thread_id"], checkpoint_id=place.get("checkpoint_id"))
