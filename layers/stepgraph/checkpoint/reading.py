"""From the records of a log to what they mean. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from stepgraph.checkpoint.records import Answer, Entry, Failure, Question, Record, TaskWrites
from stepgraph.engine import Checkpoint, GraphSpec, TaskResult, fold
from stepgraph.errors import DamagedItemError


@dataclass(slots=True)
class Pending:
    """What the superstep planned at one checkpoint has left so far."""

    writes: dict[str, TaskWrites] = field(default_factory=dict)
    questions: dict[str, list[Question]] = field(default_factory=dict)
    answers: dict[str, list[Any]] = field(default_factory=dict)
    failures: dict[str, Failure] = field(default_factory=dict)

    def add(self, record: Question | Answer | Failure | TaskWrites) -> None:
        """Take in one record; records come in the order of their keys."""
        if isinstance(record, TaskWrites):
            self.writes[record.result.path] = record
        elif isinstance(record, Question):
            self.questions.setdefault(record.path, []).append(record)
        elif isinstance(record, Answer):
            self.answers.setdefault(record.path, []).append(record.value)
        else:
            self.failures[record.path] = record

    def answers_to(self, path: str) -> Sequence[Any]:
        """The answers that the task at `path` has had, by call of `interrupt`."""
        return self.answers.get(path, ())

    def failure_of(self, path: str, run: str) -> Failure | None:
        """What the task at `path` failed with in `run`, if it has left no writes since."""
        failure = self.failures.get(path)
        return failure if failure and failure.run == run and path not in self.writes else None

    def open_question(self, path: str) -> Question | None:
        """What the task at `path` waits for, if anything."""
        if path in self.writes:
            return None
        asked = self.questions.get(path, [])
        return asked[-1] if len(asked) > len(self.answers_to(path)) else None


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
    for entry in entries:
        if entry.kind == "resume" and stage is not None:
            config = entry.config or stage.config
            stage = replace(stage, position=entry.seq, run=entry.run, config=config)
            continue
        if stage is not None:
            yield stage
        stage = _stage(spec, stage, entry, pending.get(entry.seq, Pending()))
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
