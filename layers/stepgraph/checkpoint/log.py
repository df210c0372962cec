"""The log of one thread: an append-only list of checkpoints in a table.

Appending is one conditional put: the position is the lock. Every method here is I/O.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, cast

from stepgraph.checkpoint import items, keys
from stepgraph.checkpoint.head import (
    CLAIM,
    ROOT,
    Head,
    fork_entry,
    input_entry,
    landed,
    reclaimed,
    resume_entry,
    settled,
    superstep_entry,
    update_entry,
)
from stepgraph.checkpoint.reading import Stage, walk
from stepgraph.checkpoint.records import (
    Answer,
    CallResult,
    Entry,
    Failure,
    Meta,
    Question,
    Status,
    TaskWrites,
)
from stepgraph.checkpoint.status import NoStatus, StatusWriter, ThreadStatus
from stepgraph.checkpoint.table import ConflictError, Item, Put, Table, Update
from stepgraph.engine import Checkpoint, GraphSpec, TaskResult, commit, start
from stepgraph.errors import ItemTooLargeError, StaleThreadError, ThreadNotFoundError

DEFAULT_TENANT = "local"


def utc_now() -> str:
    """The time, as the log writes it."""
    return dt.datetime.now(dt.UTC).isoformat()


class ThreadLog:
    """Reads one thread and appends to it."""

    def __init__(
        self,
        table: Table,
        thread: str,
        *,
        tenant: str = DEFAULT_TENANT,
        clock: Callable[[], str] = utc_now,
        ns: str = ROOT,
    ) -> None:
        self.thread = thread
        self.tenant = tenant
        self.blocks = table.blocks
        self.table = table
        self._pk = keys.thread_key(tenant, thread)
        self._clock = clock
        self._ns = ns
        self._status: StatusWriter = NoStatus() if ns else ThreadStatus(self._pk, clock)

    def inside(self, ns: str) -> ThreadLog:
        """The log of a graph that runs inside one of this thread's tasks."""
        return ThreadLog(self.table, self.thread, tenant=self.tenant, clock=self._clock, ns=ns)

    def create(self, metadata: Mapping[str, Any]) -> Meta:
        """Write META of a thread without a log; where there is one already, return that."""
        now = self._clock()
        meta = Meta(uuid.uuid4().hex, "idle", "", "", 0, 0, now, now, json.dumps(dict(metadata)))
        absent = {"incarnation": None}
        try:
            self.table.write(Update(self._pk, keys.META, items.meta_values(meta), absent))
        except ConflictError:
            return self.meta()
        return meta

    def meta(self) -> Meta:
        """META, or an error for a thread that does not exist."""
        item = self.table.get(self._pk, keys.META)
        if item is None:
            raise ThreadNotFoundError(
                f"There is no thread {self.thread!r}.",
                "Check the id, or create the thread first.",
            )
        return items.meta_of(item)

    def load(self, spec: GraphSpec) -> Head:
        """The thread from its last run's snapshot on; one without META is empty."""
        item = self.table.get(self._pk, keys.META)
        if item is None:
            return Head(uuid.uuid4().hex)
        meta = items.meta_of(item)
        return Head(meta.incarnation, meta, self._stages(spec, meta.snap))

    def load_from(self, spec: GraphSpec, incarnation: str, snap: int) -> Head:
        """The thread from a snapshot that a ticket names: one request."""
        return Head(incarnation, None, self._stages(spec, snap), ns=self._ns)

    def history(self, spec: GraphSpec) -> Head:
        """The whole thread."""
        return replace(self.load(spec), stages=self._stages(spec, 0))

    def begin(
        self, spec: GraphSpec, head: Head, input: Any, run: str, config: Mapping[str, Any]
    ) -> Head:
        """Claim the thread for a run that begins with an input."""
        entry = input_entry(head, run, config, self._clock())
        return self._append(spec, head, entry, [start(spec, head.checkpoint, input)])

    def update(self, spec: GraphSpec, head: Head, result: TaskResult, run: str) -> Head:
        """Append what somebody writes from outside, as if a node had."""
        return self._append(spec, head, update_entry(head, run, self._clock()), [result])

    def fork(self, spec: GraphSpec, head: Head, run: str, config: Mapping[str, Any]) -> Head:
        """Claim the thread for a run that goes on from an older checkpoint."""
        entry = fork_entry(head, run, config, self._clock())
        item = items.entry_item(self._pk, self._ns, entry, items.packed_results(()))
        self._write(entry, Put(item), *self._status.claimed(spec.name, head, entry, "busy"))
        after = replace(head.checkpoint, seq=entry.seq, step=entry.step)
        return landed(head, entry, (), after)

    def resume(
        self,
        spec: GraphSpec,
        head: Head,
        answers: Sequence[Answer],
        run: str,
        config: Mapping[str, Any],
    ) -> Head:
        """Claim the thread for a run that goes on with what is pending."""
        claim = resume_entry(head, run, config, self._clock())
        item = items.entry_item(self._pk, self._ns, claim, items.packed_results(()))
        puts = [Put(items.answer_item(self._pk, self._ns, answer)) for answer in answers]
        self._write(claim, Put(item), *puts, *self._status.claimed(spec.name, head, claim, "busy"))
        for answer in answers:
            head.pending.add(answer)
        return reclaimed(head, claim)

    def answer(self, head: Head, answers: Sequence[Answer]) -> None:
        """Store answers without a claim: the graph runs inside a task, whose run has the thread."""
        for answer in answers:
            with suppress(ConflictError):
                self.table.write(Put(items.answer_item(self._pk, self._ns, answer)))
            head.pending.add(answer)

    def record(self, head: Head, result: TaskResult) -> None:
        """Store the writes of one task of a fan-out; where some are stored, those stay."""
        writes = TaskWrites(head.checkpoint.seq, head.run, result)
        item = items.writes_item(self._pk, self._ns, writes)
        try:
            self.table.write(Put(item))
        except ConflictError:
            item = self.table.get(self._pk, str(item["sk"])) or item
        head.pending.add(items.writes_of(item))

    def keep(self, head: Head, call: CallResult) -> CallResult:
        """Store what a call inside a task has returned; where something is stored, that stays."""
        item = items.call_item(self._pk, self._ns, call)
        try:
            self.table.write(Put(item))
        except ConflictError:
            item = self.table.get(self._pk, str(item["sk"])) or item
        # Read back: a copy, which nobody changes who has the value.
        kept = cast("CallResult", items.record_of(item))
        head.pending.add(kept)
        return kept

    def ask(self, head: Head, path: str, value: Any) -> Question:
        """Store the question of a task that was interrupted."""
        index = len(head.pending.answers_to(path))
        question = Question(head.checkpoint.seq, path, index, value)
        item = items.question_item(self._pk, self._ns, question)
        try:
            self.table.write(Put(item))
        except ConflictError:
            # A retry of the same task asks again; the first question stays.
            item = self.table.get(self._pk, str(item["sk"])) or item
            question = cast("Question", items.record_of(item))
        head.pending.add(question)
        return question

    def fail(self, head: Head, path: str, error: Exception, attempt: int) -> None:
        """Store the error that a task ended with."""
        kind, message = type(error).__name__, str(error)
        failure = Failure(head.checkpoint.seq, path, head.run, kind, message, attempt)
        item = items.failure_item(self._pk, self._ns, failure)
        # The newest failure is the one worth reading, so this one write has no condition.
        self.table.write(Update(self._pk, str(item["sk"]), item, {}))
        head.pending.add(failure)

    def commit(self, spec: GraphSpec, head: Head, results: Sequence[TaskResult]) -> Head:
        """Append the checkpoint that the results of all pending tasks lead to."""
        return self._append(spec, head, superstep_entry(head, self._clock()), results)

    def close(self, head: Head, status: Status) -> None:
        """End the run without an entry of its own: it was interrupted, or it failed."""
        changes = self._status.moved(head.run, status, head.position, head.snap)
        if not changes:
            return
        try:
            self.table.write(*changes)
        except ConflictError as conflict:
            raise self._stale(head.run) from conflict

    def abandon(self, run: str) -> bool:
        """End a run whose worker is gone; say whether it was still open."""
        values: Item = {"status": "error", "updated_at": self._clock()}
        expect = {"run": run, "status": "busy"}
        try:
            self.table.write(Update(self._pk, keys.META, values, expect))
        except ConflictError:
            return False
        return True

    def _append(
        self, spec: GraphSpec, head: Head, entry: Entry, results: Sequence[TaskResult]
    ) -> Head:
        packed = items.packed_results(results)
        after = commit(spec, head.checkpoint, results, entry.seq)
        entry, item = self._settled(head, entry, results, after, packed)
        try:
            self.table.write(Put(item), *self._status_of(spec, head, entry))
        except ConflictError as conflict:
            self._require_own(entry, conflict)
            head = replace(head, stages=self._stages(spec, head.snap))
            if head.run != entry.run:
                # It stands, and a rival has claimed the thread since.
                raise self._stale(entry.run) from conflict
            return head
        return landed(head, entry, results, after)

    def _status_of(self, spec: GraphSpec, head: Head, entry: Entry) -> list[Update]:
        """What META has to say once `entry` stands."""
        if entry.kind == "loop":
            ended = not entry.next
            return self._status.moved(entry.run, "idle", entry.seq, entry.snap) if ended else []
        # An update leaves nobody working; a graph may end at its input.
        status: Status = "busy" if entry.kind == "input" and entry.next else "idle"
        return self._status.claimed(spec.name, head, entry, status)

    def _write(self, claim: Entry, *changes: Put | Update) -> None:
        try:
            self.table.write(*changes)
        except ConflictError as conflict:
            self._require_own(claim, conflict)

    def _settled(
        self,
        head: Head,
        entry: Entry,
        results: Sequence[TaskResult],
        after: Checkpoint,
        packed: bytes,
    ) -> tuple[Entry, Item]:
        size = items.value_bytes(results, packed) + head.pending.called_bytes

        def settle(*, may_snapshot: bool) -> tuple[Entry, Item]:
            done = settled(head, entry, results, after, size, may_snapshot=may_snapshot)
            inline = packed if done.results else items.packed_results(())
            return done, items.entry_item(self._pk, self._ns, done, inline)

        try:
            return settle(may_snapshot=True)
        except ItemTooLargeError:
            # A state that has outgrown an item has to be read from its deltas.
            return settle(may_snapshot=False)

    def _stages(self, spec: GraphSpec, snap: int) -> tuple[Stage, ...]:
        found = self.table.query(self._pk, *keys.log_range(self._ns, snap))
        return tuple(walk(spec, map(items.record_of, found)))

    def _require_own(self, entry: Entry, conflict: ConflictError) -> None:
        """A put that failed has succeeded if what stands there is its own."""
        stored = self.table.get(self._pk, keys.entry_key(self._ns, entry.seq))
        if not stored or (stored["run"], stored["commit"]) != (entry.run, entry.commit):
            if entry.commit == CLAIM:
                raise StaleThreadError(
                    f"Thread {self.thread!r} was taken by another run at the same moment, "
                    "so this one has not begun.",
                    "Wait until that run has ended, and send this again.",
                ) from conflict
            raise self._stale(entry.run) from conflict

    def _stale(self, run: str) -> StaleThreadError:
        return StaleThreadError(
            f"Run {run!r} no longer owns thread {self.thread!r}: another run has claimed it.",
            "Read the thread's state and start again from there; nothing was lost.",
        )
