"""Where a thread stands, and the entry that would come next. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from stepgraph.checkpoint import ids
from stepgraph.checkpoint.reading import Pending, Stage
from stepgraph.checkpoint.records import Entry, Failure, Meta
from stepgraph.checkpoint.snapshot import Decision, decide, later
from stepgraph.engine import Checkpoint, TaskRef, TaskResult
from stepgraph.engine.commit import INPUT_STEPS
from stepgraph.errors import CheckpointNotFoundError

ROOT = ""
CLAIM = "claim"
# Where a failure stands that is of no one task: of the commit, or of the recursion limit.
SUPERSTEP = ""


@dataclass(frozen=True, slots=True)
class Head:
    """A thread, as far as its log was read."""

    incarnation: str
    meta: Meta | None = None
    stages: tuple[Stage, ...] = ()
    ns: str = ROOT
    tail: int | None = None
    """The last position of the log, where the stages end before it."""

    @property
    def last(self) -> Stage | None:
        """The newest checkpoint."""
        return self.stages[-1] if self.stages else None

    @property
    def checkpoint(self) -> Checkpoint:
        """The state, and the tasks that come next."""
        return self.last.checkpoint if self.last else Checkpoint()

    @property
    def pending(self) -> Pending:
        """What those tasks have left so far."""
        return self.last.pending if self.last else Pending()

    @property
    def position(self) -> int:
        """The last position that is taken."""
        if self.tail is not None:
            return self.tail
        return self.last.position if self.last else 0

    @property
    def run(self) -> str:
        """The run that owns those tasks."""
        return self.last.run if self.last else ""

    @property
    def config(self) -> Mapping[str, Any]:
        """That run's configuration."""
        return self.last.config if self.last else {}

    @property
    def snap(self) -> int:
        """The position of the last snapshot, from which a load may begin."""
        return self.last.entry.snap if self.last else 0

    @property
    def unfinished(self) -> tuple[tuple[int, TaskRef], ...]:
        """The tasks that have left no writes yet, with their indices."""
        written = self.pending.writes
        tasks = enumerate(self.checkpoint.next)
        return tuple((index, ref) for index, ref in tasks if ref.path not in written)

    def at(self, seq: int) -> Head:
        """The thread as it stood at an older checkpoint; what is appended is a fork of it."""
        found = tuple(stage for stage in self.stages if stage.entry.seq <= seq)
        if not found or found[-1].entry.seq != seq:
            raise CheckpointNotFoundError(
                f"The thread has no checkpoint at position {seq}.",
                "Take an id from its history.",
            )
        if len(found) == len(self.stages):
            return self
        # Its tasks run anew: what they have done and been told since is of another future.
        asked = {path: asked[:1] for path, asked in found[-1].pending.questions.items()}
        anew = replace(found[-1], pending=Pending(questions=asked))
        return replace(self, stages=(*found[:-1], anew), tail=self.position)

    @property
    def failure(self) -> Failure | None:
        """What stopped the run: a task's error, or that of the superstep as a whole."""
        paths = (SUPERSTEP, *(ref.path for ref in self.checkpoint.next))
        found = (self.pending.failure_of(path, self.run) for path in paths)
        return next((failure for failure in found if failure), None)

    def task_id(self, path: str) -> str:
        """The id of the task at `path` of the superstep that comes next."""
        return ids.task_id(self.incarnation, self.ns, self.checkpoint.seq, path)


def input_entry(head: Head, run: str, config: Mapping[str, Any], at: str) -> Entry:
    """The claim of a run that begins with an input."""
    config = {**config, "first_step": head.checkpoint.step + INPUT_STEPS}
    return _entry(head, "input", run, CLAIM, at, config)


def resume_entry(head: Head, run: str, config: Mapping[str, Any], at: str) -> Entry:
    """The claim of a run that goes on with the tasks that are pending."""
    config = {**config, "first_step": head.checkpoint.step}
    entry = _entry(head, "resume", run, CLAIM, at, config)
    return replace(entry, step=head.checkpoint.step)


def update_entry(head: Head, run: str, at: str) -> Entry:
    """What somebody writes from outside."""
    return _entry(head, "update", run, CLAIM, at, None)


def fork_entry(head: Head, run: str, config: Mapping[str, Any], at: str) -> Entry:
    """The claim of a run that goes on from an older checkpoint, whose state it repeats."""
    step = head.checkpoint.step + 1
    entry = _entry(head, "fork", run, CLAIM, at, {**config, "first_step": step})
    values, coming = head.checkpoint.values, head.checkpoint.next
    return replace(entry, step=step, next=coming, snapshot=values, snap=entry.seq, since=0)


def superstep_entry(head: Head, at: str) -> Entry:
    """The commit of the superstep that is pending; its id is the same on every try."""
    return _entry(head, "loop", head.run, str(head.checkpoint.seq), at, None)


def settled(
    head: Head,
    entry: Entry,
    results: Sequence[TaskResult],
    after: Checkpoint,
    size: int,
    *,
    may_snapshot: bool = True,
) -> Entry:
    """`entry` with what it commits: `size` bytes of values in `results`, leading to `after`."""
    # Where several tasks ran, their writes stand in items of their own and are only named.
    named = head.pending.writes if entry.kind == "loop" and len(head.checkpoint.next) > 1 else {}
    since = entry.since + size
    decision = decide(after.values, since, entry.due) if may_snapshot else later(since)
    if head.tail is not None:
        # A fork cannot be read from what stands before it in the log.
        decision = Decision(after.values, 0, entry.due)
    snapshots = decision.snapshot is not None
    return replace(
        entry,
        step=after.step,
        next=after.next,
        results=() if named else tuple(results),
        named=tuple((path, named[path].digest) for path in sorted(named)),
        since=decision.since,
        due=decision.due,
        snapshot=decision.snapshot,
        snap=entry.seq if snapshots else entry.snap,
        config=entry.config or (head.config if snapshots else None),
    )


def landed(head: Head, entry: Entry, results: Sequence[TaskResult], after: Checkpoint) -> Head:
    """The thread once `entry` stands in its log."""
    config = entry.config or head.config
    before = head.checkpoint.values
    stage = Stage(entry, before, tuple(results), after, Pending(), entry.seq, entry.run, config)
    return replace(head, stages=(*head.stages, stage), tail=None)


def reclaimed(head: Head, claim: Entry) -> Head:
    """The thread once a resume has claimed it: the same checkpoint, under a new run."""
    assert head.last is not None
    stage = replace(
        head.last, position=claim.seq, run=claim.run, config=claim.config or head.config
    )
    return replace(head, stages=(*head.stages[:-1], stage))


def _entry(
    head: Head, kind: Any, run: str, commit: str, at: str, config: Mapping[str, Any] | None
) -> Entry:
    last = head.last.entry if head.last else None
    return Entry(
        seq=head.position + 1,
        parent=last.seq if last else 0,
        kind=kind,
        run=run,
        commit=commit,
        step=0,
        at=at,
        snap=last.snap if last else 1,
        since=last.since if last else 0,
        due=last.due if last else 0,
        config=config,
    )
