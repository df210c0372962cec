"""The records that a log is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from stepgraph.engine import TaskRef, TaskResult

EntryKind = Literal["input", "loop", "resume", "update", "fork"]
Status = Literal["idle", "busy", "interrupted", "error"]


@dataclass(frozen=True, slots=True)
class Meta:
    """The head of a thread: small, and the only item that changes in place."""

    incarnation: str
    status: Status
    graph: str
    run: str
    seq: int
    snap: int
    created_at: str
    updated_at: str
    metadata: str = "{}"
    """What the caller says of the thread, as JSON."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One position of the log: what a superstep wrote, and which tasks come next."""

    seq: int
    parent: int
    kind: EntryKind
    run: str
    commit: str
    step: int
    at: str
    snap: int
    since: int
    """Bytes of the writes since the last snapshot, these included."""

    due: int
    """The bytes at which the state is measured again, to see if a snapshot pays."""

    results: tuple[TaskResult, ...] = ()
    named: tuple[tuple[str, str], ...] = ()
    """The paths of the writes that stand in items of their own, with their digests."""

    next: tuple[TaskRef, ...] = ()
    snapshot: Mapping[str, Any] | None = None
    config: Mapping[str, Any] | None = None
    """The run's configuration, in its claim and repeated in snapshots."""


@dataclass(frozen=True, slots=True)
class Question:
    """An interrupt that a task asked."""

    seq: int
    path: str
    index: int
    value: Any


@dataclass(frozen=True, slots=True)
class Answer:
    """The value that resumes it."""

    seq: int
    path: str
    index: int
    value: Any


@dataclass(frozen=True, slots=True)
class Failure:
    """The error that a task ended with."""

    seq: int
    path: str
    run: str
    error: str
    message: str
    attempt: int


@dataclass(frozen=True, slots=True)
class TaskWrites:
    """The writes of one task of a fan-out."""

    seq: int
    run: str
    result: TaskResult
    digest: str = ""


@dataclass(frozen=True, slots=True)
class CallResult:
    """What a task function has returned that was called inside a task."""

    seq: int
    path: str
    """The task's path, and below it the number of the call; below that, of a call inside it."""

    run: str
    name: str
    value: Any
    size: int = 0
    """The bytes that it takes in the log."""


Record = Entry | Question | Answer | Failure | TaskWrites | CallResult
