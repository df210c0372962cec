"""Where a run is written down: the log of a thread, or nowhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from stepgraph.checkpoint.head import Head, input_entry, landed, superstep_entry
from stepgraph.checkpoint.records import Answer, Failure, Question, Status, TaskWrites
from stepgraph.engine import GraphSpec, TaskResult, commit, start


class Journal(Protocol):
    """What the driver tells of a run."""

    @property
    def thread(self) -> str | None:
        """The thread that the run is on, if any."""

    @property
    def blocks(self) -> bool:
        """Whether writing waits for something outside the process."""

    def begin(
        self, spec: GraphSpec, head: Head, input: Any, run: str, config: Mapping[str, Any]
    ) -> Head:
        """A run begins with an input."""

    def record(self, head: Head, result: TaskResult) -> None:
        """One task of several has ended."""

    def ask(self, head: Head, path: str, value: Any) -> Question:
        """A task has a question."""

    def fail(self, head: Head, path: str, error: Exception, attempt: int) -> None:
        """A task has failed for good."""

    def commit(self, spec: GraphSpec, head: Head, results: Sequence[TaskResult]) -> Head:
        """All tasks of the superstep have ended."""

    def close(self, head: Head, status: Status) -> None:
        """The run ends before its graph does."""

    def answer(self, head: Head, answers: Sequence[Answer]) -> None:
        """The run that the graph is inside of has these answers for it."""


class Scratch:
    """The journal of a run without a checkpointer: it remembers the present and nothing else."""

    thread: str | None = None
    blocks: bool = False

    def begin(
        self, spec: GraphSpec, head: Head, input: Any, run: str, config: Mapping[str, Any]
    ) -> Head:
        """Start from the input."""
        entry = input_entry(head, run, config, "")
        results = [start(spec, head.checkpoint, input)]
        return landed(head, entry, results, commit(spec, head.checkpoint, results, entry.seq))

    def record(self, head: Head, result: TaskResult) -> None:
        """Keep the result for the commit."""
        head.pending.add(TaskWrites(head.checkpoint.seq, head.run, result))

    def ask(self, head: Head, path: str, value: Any) -> Question:
        """Keep the question for the caller."""
        index = len(head.pending.answers_to(path))
        question = Question(head.checkpoint.seq, path, index, value)
        head.pending.add(question)
        return question

    def fail(self, head: Head, path: str, error: Exception, attempt: int) -> None:
        """Keep what failed; the exception itself tells the caller."""
        kind, message = type(error).__name__, str(error)
        head.pending.add(Failure(head.checkpoint.seq, path, head.run, kind, message, attempt))

    def commit(self, spec: GraphSpec, head: Head, results: Sequence[TaskResult]) -> Head:
        """Move on, and forget what came before."""
        entry = superstep_entry(head, "")
        after = commit(spec, head.checkpoint, results, entry.seq)
        moved = landed(head, entry, results, after)
        return replace(moved, stages=moved.stages[-1:])

    def close(self, head: Head, status: Status) -> None:
        """Nothing is kept that would need an end."""

    def answer(self, head: Head, answers: Sequence[Answer]) -> None:
        """Keep the answers for the tasks that asked."""
        for answer in answers:
            head.pending.add(answer)
