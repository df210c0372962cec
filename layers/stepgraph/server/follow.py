"""What a run shows, read from the log of its thread while others write it."""

from __future__ import annotations

import math
import time
from asyncio import sleep
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from typing import Any, NamedTuple, Self

from starlette.concurrency import run_in_threadpool

from stepgraph import errors
from stepgraph.checkpoint.head import Head
from stepgraph.checkpoint.records import Failure, Meta
from stepgraph.errors import InvalidInputError, NodeFailedError, RunFailedError
from stepgraph.execute import Event, events_of
from stepgraph.execute.events import interrupt_events, resume_events
from stepgraph.server.logged_run import LoggedRun

# Short against a superstep through Step Functions, long against one read of the table.
POLL_SECONDS = 0.05


class Cursor(NamedTuple):
    """Which event of a stream: the position in the log that it is of, and its number there."""

    position: int
    number: int

    def __str__(self) -> str:
        return f"{self.position}-{self.number}"

    @classmethod
    def parse(cls, text: str | None) -> Self:
        """The event with this id; before all events where there is none, or it is -1."""
        if not text or text == "-1":
            return cls(0, 0)
        position, dash, number = text.partition("-")
        if not (dash and position.isdecimal() and number.isdecimal()):
            raise InvalidInputError(
                f"The event id {text[:40]!r} is not one of ours.",
                "Send the id of the last event that you have, or none.",
            )
        return cls(int(position), int(number))


class Shown(NamedTuple):
    """An event, and where in the stream it is."""

    at: Cursor
    event: Event


async def follow(
    run: LoggedRun, modes: Sequence[str], after: Cursor, until: float = math.inf
) -> AsyncIterator[Shown]:
    """Every event of the run after `after`, until the run ends or the clock is at `until`."""
    snap = run.claim.snap
    while True:
        meta, head = await run_in_threadpool(_read, run, snap)
        for shown in _shown(run, modes, meta, head):
            if shown.at > after:
                after = shown.at
                yield shown
        if run.has_ended(meta) or time.monotonic() >= until:
            return
        if head.run == run.id:
            # What is shown need not be read again.
            snap = head.snap
        await sleep(POLL_SECONDS)


async def wait_for_end(
    run: LoggedRun, until: float, is_gone: Callable[[], Awaitable[bool]]
) -> Meta | None:
    """META once the run has ended; None where it has not at `until`, or nobody waits any more."""
    while True:
        meta = await run_in_threadpool(run.log.meta)
        if run.has_ended(meta):
            return meta
        if time.monotonic() >= until or await is_gone():
            return None
        await sleep(POLL_SECONDS)


def error_of(run: LoggedRun, head: Head) -> dict[str, Any]:
    """What stopped a run, as a caller is told."""
    failure = run.failure(head.stages)
    if failure:
        return {"code": _code_of(failure), "error": failure.error, "message": failure.message}
    message = "The run ended outside its nodes; its execution's history says why."
    return {"code": RunFailedError.code, "error": RunFailedError.__name__, "message": message}


def _code_of(failure: Failure) -> str:
    """The code of an error of ours; all errors of a node's own have one."""
    kind = getattr(errors, failure.error, None)
    if isinstance(kind, type) and issubclass(kind, errors.StepgraphError):
        return kind.code
    return NodeFailedError.code


def _read(run: LoggedRun, snap: int) -> tuple[Meta, Head]:
    # META first: when it says that the run has ended, all that the run wrote is in the log.
    meta = run.log.meta()
    return meta, run.log.load_from(run.spec, meta.incarnation, snap)


def _shown(run: LoggedRun, modes: Sequence[str], meta: Meta, head: Head) -> Iterator[Shown]:
    start = Event("metadata", {"run_id": run.id, "attempt": 1})
    yield Shown(Cursor(run.claim.seq, 0), start)
    for stage in head.stages:
        if stage.entry.run == run.id:
            yield from _numbered(stage.entry.seq, events_of(run.spec, stage, modes))
        elif stage.entry.seq == run.claim.parent and run.claim.kind == "resume":
            yield from _numbered(run.claim.seq, resume_events(run.spec, stage, modes))
    if run.has_ended(meta):
        last = run.last_stage(head.stages)
        end = max(run.claim.seq, last.entry.seq if last else 0) + 1
        yield from _numbered(end, _ending(run, modes, meta, head))


def _ending(run: LoggedRun, modes: Sequence[str], meta: Meta, head: Head) -> Iterator[Event]:
    is_latest = meta.run == run.id
    if is_latest:
        yield from interrupt_events(run.spec, head, modes)
    if run.failure(head.stages) or (is_latest and meta.status == "error"):
        yield Event("error", error_of(run, head))


def _numbered(position: int, events: Iterator[Event]) -> Iterator[Shown]:
    for number, event in enumerate(events, 1):
        yield Shown(Cursor(position, number), event)
