"""The history of a thread, in the form that `get_state` gives it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from stepgraph.checkpoint import ids
from stepgraph.checkpoint.head import ROOT, Head
from stepgraph.checkpoint.reading import Stage
from stepgraph.checkpoint.records import Entry, Question
from stepgraph.constants import START
from stepgraph.engine import GraphSpec, TaskRef, TaskResult
from stepgraph.engine.checkpoint import PULL
from stepgraph.engine.fold import initial_values
from stepgraph.engine.outside import state_of, written_by
from stepgraph.errors import CheckpointNotFoundError, NodeFailedError
from stepgraph.types import Interrupt, PregelTask, RunnableConfig, StateSnapshot


def snapshots_of(spec: GraphSpec, head: Head, thread: str) -> Iterator[StateSnapshot]:
    """The checkpoints that were read, newest first."""
    following: Stage | None = None
    for stage in reversed(head.stages):
        yield _applied(spec, head.incarnation, stage, thread, following)
        if _has_arrival(spec, stage.entry):
            yield _arrived(spec, head.incarnation, stage, thread)
        following = stage


def matching(
    snapshots: Iterator[StateSnapshot], wanted: Mapping[str, Any], before: str | None
) -> Iterator[StateSnapshot]:
    """Those older than checkpoint `before` whose metadata has what is wanted."""
    for snapshot in snapshots:
        is_older = before is None or snapshot.config["configurable"]["checkpoint_id"] < before
        metadata = snapshot.metadata or {}
        if is_older and all(metadata.get(key) == value for key, value in wanted.items()):
            yield snapshot


def checkpoint_of(config: RunnableConfig | None) -> str | None:
    """The checkpoint that a config names, if it names one."""
    return ((config or {}).get("configurable") or {}).get("checkpoint_id")


def checkpoint_not_found(checkpoint: str, thread: str) -> CheckpointNotFoundError:
    """The error for an id that a thread does not have."""
    return CheckpointNotFoundError(
        f"Thread {thread!r} has no checkpoint {checkpoint!r}.", "Take an id from its history."
    )


def _applied(
    spec: GraphSpec, incarnation: str, stage: Stage, thread: str, following: Stage | None
) -> StateSnapshot:
    entry = stage.entry
    has_arrival = _has_arrival(spec, entry)
    parent_seq = entry.seq if has_arrival else entry.parent
    parent = ids.checkpoint_id(incarnation, parent_seq, arrived=has_arrival) if parent_seq else None
    results = _results_at(stage, following)
    tasks = tuple(_task(spec, incarnation, stage, ref, results) for ref in entry.next)
    # A superstep that has run lists all its tasks, one that has not, those still to do: an empty
    # list would say that the graph has ended, and until the commit it has not.
    todo = [ref for ref in entry.next if ref.path not in results]
    return StateSnapshot(
        values=state_of(spec, stage.checkpoint.values),
        next=tuple(ref.node for ref in (entry.next if following else todo) or entry.next),
        config=_config(thread, ids.checkpoint_id(incarnation, entry.seq)),
        metadata={
            "source": _source(spec, entry),
            "step": entry.step,
            "parents": {},
            "run_id": entry.run,
        },
        created_at=entry.at,
        parent_config=_config(thread, parent) if parent else None,
        tasks=tasks,
        interrupts=tuple(interrupt for task in tasks for interrupt in task.interrupts),
    )


def _arrived(spec: GraphSpec, incarnation: str, stage: Stage, thread: str) -> StateSnapshot:
    """The checkpoint before an input is applied: its one task is START."""
    entry = stage.entry
    given = dict(stage.results[0].writes) if stage.results else {}
    task = ids.task_id(incarnation, ROOT, entry.seq, "")
    parent = ids.checkpoint_id(incarnation, entry.parent) if entry.parent else None
    return StateSnapshot(
        values=state_of(spec, stage.before or initial_values(spec)),
        next=(START,),
        config=_config(thread, ids.checkpoint_id(incarnation, entry.seq, arrived=True)),
        metadata={"source": "input", "step": entry.step - 1, "parents": {}, "run_id": entry.run},
        created_at=entry.at,
        parent_config=_config(thread, parent) if parent else None,
        tasks=(PregelTask(task, START, ("__pregel_pull", START), result=given),),
        interrupts=(),
    )


def _has_arrival(spec: GraphSpec, entry: Entry) -> bool:
    """Whether an input has a checkpoint of its own; a function takes its input as it arrives."""
    return entry.kind == "input" and not spec.output_channel


def _source(spec: GraphSpec, entry: Entry) -> str:
    if entry.kind == "input" and not _has_arrival(spec, entry):
        return "input"
    return entry.kind if entry.kind in ("update", "fork") else "loop"


def _results_at(stage: Stage, following: Stage | None) -> dict[str, TaskResult]:
    """What the tasks planned at a checkpoint have left, whether it is committed yet or not."""
    if following is not None and following.entry.parent == stage.entry.seq:
        return {result.path: result for result in following.results}
    return {path: writes.result for path, writes in stage.pending.writes.items()}


def _task(
    spec: GraphSpec,
    incarnation: str,
    stage: Stage,
    ref: TaskRef,
    results: Mapping[str, TaskResult],
) -> PregelTask:
    id = ids.task_id(incarnation, ROOT, stage.entry.seq, ref.path)
    result = results.get(ref.path)
    questions = () if result else tuple(stage.pending.open_questions(ref.path))
    failure = None if result else stage.pending.failure_of(ref.path, stage.run)
    return PregelTask(
        id=id,
        name=ref.node,
        path=_path(ref),
        error=NodeFailedError(f"{failure.error}: {failure.message}") if failure else None,
        interrupts=tuple(_interrupt(incarnation, question) for question in questions),
        result=written_by(spec, result) if result else None,
    )


def _path(ref: TaskRef) -> tuple[str | int, ...]:
    kind, _, rest = ref.path.partition(":")
    if kind == PULL:
        return ("__pregel_pull", ref.node)
    return ("__pregel_push", int(rest.partition(":")[0]))


def _interrupt(incarnation: str, question: Question) -> Interrupt:
    task = ids.task_id(incarnation, ROOT, question.seq, question.path)
    return Interrupt(question.value, ids.interrupt_id(task, question.index))


def _config(thread: str, checkpoint: str) -> RunnableConfig:
    return {"configurable": {"thread_id": thread, "checkpoint_ns": "", "checkpoint_id": checkpoint}}
