"""From the records of a log to what they mean. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from stepgraph.checkpoint.records import (
    Answer,
    CallResult,
    Entry,
    Failure,
    Question,
    Record,
    TaskWrites,
)
from stepgraph.engine import Checkpoint, GraphSpec, TaskResult, fold
from stepgraph.errors import DamagedItemError

# Stands in a path before the number of a call; no node may have it in its name.
INSIDE = "/"


@dataclass(slots=True)
class Pending:
    """What the superstep planned at one checkpoint has left so far."""

    writes: dict[str, TaskWrites] = field(default_factory=dict)
    questions: dict[str, list[Question]] = field(default_factory=dict)
    answers: dict[str, list[Any]] = field(default_factory=dict)
    failures: dict[tuple[str, str], Failure] = field(default_factory=dict)

    calls: dict[str, CallResult] = field(default_factory=dict)

    def add(self, record: Question | Answer | Failure | TaskWrites | CallResult) -> None:
        """Take in one record; records come in the order of their keys."""
        if isinstance(record, TaskWrites):
            self.writes[record.result.path] = record
        elif isinstance(record, CallResult):
            self.calls[record.path] = record
        elif isinstance(record, Question):
            asked = self.questions.setdefault(record.path, [])
            # A call that still has no answer asks the same again.
            asked[:] = [*(one for one in asked if one.index != record.index), record]
        elif isinstance(record, Answer):
            self.answers.setdefault(record.path, []).append(record.value)
        else:
            self.failures[record.path, record.run] = record

    def answers_to(self, path: str) -> Sequence[Any]:
        """The answers that the task at `path` has had, by call of `interrupt`."""
        return self.answers.get(path, ())

    def failure_of(self, path: str, run: str) -> Failure | None:
        """What the task at `path` failed with in `run`, if it has left no writes since."""
        failure = self.failures.get((path, run))
        return None if path in self.writes else failure

    def open_question(self, path: str) -> Question | None:
        """What the task at `path` waits for, if anything."""
        if path in self.writes:
            return None
        asked = self.questions.get(path, [])
        return asked[-1] if len(asked) > len(self.answers_to(path)) else None

    @property
    def called_bytes(self) -> int:
        """What the calls inside its tasks take in the log."""
        return sum(call.size for call in self.calls.values())

    def open_questions(self, task: str) -> Iterator[Question]:
        """What the task at `task` waits for, and the calls inside it that have not ended."""
        if task in self.writes:
            return
        for path in sorted(self.questions):
            if is_within(path, task) and not self._has_returned(path):
                question = self.open_question(path)
                if question:
                    yield question

    def _has_returned(self, path: str) -> bool:
        return any(is_within(path, call) for call in self.calls)


def is_within(path: str, outer: str) -> bool:
    """Whether `path` is of the task or call at `outer`, or of a call inside it."""
    return path == outer or path.startswith(outer + INSIDE)


@dataclass(frozen=True, slots=True)
class Stage:
    """One checkpoint of the history, with what led to it and what has followed."""

    entry: Entry
    before: Mapping[str, Any]
    results: tuple[TaskResult, ...]
    checkpoint: Checkpoint
    pending: Pending
    position: int
    """The last position of the log that belongs to this checkpoint: its own or a claim's."""

    run: str
    """The run that owns the superstep planned here."""

    config: Mapping[str, Any]


def walk(spec: GraphSpec, records: Iterable[Record]) -> Iterator[Stage]:
    """The checkpoints in `records`, oldest first, each with its state."""
    entries: list[Entry] = []
    pending: dict[int, Pending] = {}
    for record in records:
        if isinstance(record, Entry):
            entries.append(record)
        else:
            pending.setdefault(record.seq, Pending()).add(record)

    stage: Stage | None = None
    known: dict[int, Stage] = {}
    for entry in entries:
        if entry.kind == "resume" and stage is not None:
            config = entry.config or stage.config
            stage = replace(stage, position=entry.seq, run=entry.run, config=config)
            continue
        if stage is not None:
            yield stage
            known[stage.entry.seq] = stage
        parent = known.get(entry.parent)
        stage = _stage(spec, parent, entry, pending.get(entry.seq, Pending()))
    if stage is not None:
        yield stage


def _stage(spec: GraphSpec, last: Stage | None, entry: Entry, pending: Pending) -> Stage:
    before = last.checkpoint.values if last else {}
    results = _results(last, entry)
    if entry.snapshot is not None:
        values = dict(entry.snapshot)
    elif last is None and entry.parent:
        raise DamagedItemError(
            f"The log begins at position {entry.seq}, which holds no snapshot.",
            "Restore the items before it from a backup.",
        )
    else:
        values, _ = fold(spec, before, results)
    config = entry.config or (last.config if last else {})
    checkpoint = Checkpoint(entry.seq, entry.step, values, entry.next)
    return Stage(entry, before, results, checkpoint, pending, entry.seq, entry.run, config)


def _results(last: Stage | None, entry: Entry) -> tuple[TaskResult, ...]:
    """What an entry commits: the results it holds, and those that it names by path and digest."""
    if not entry.named:
        return entry.results
    if last is None:
        # Only the history of a load that begins here would show them; the snapshot has the state.
        return ()
    found = []
    for path, digest in entry.named:
        writes = last.pending.writes.get(path)
        if writes is None or writes.digest != digest:
            raise DamagedItemError(
                f"The entry at position {entry.seq} names writes of {path!r} "
                "that are not in the log.",
                "Restore them from a backup, or fork the thread from an earlier checkpoint.",
            )
        found.append(writes.result)
    return tuple(found)
