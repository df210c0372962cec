"""How long one attempt at a node may take, and what becomes of one that takes longer.

A coroutine is cancelled. A thread cannot be stopped: it is abandoned, and nobody reads what it
still returns. LangGraph refuses timeouts for sync nodes; here the run goes on without them.

What waits is imported late: most nodes are not timed, and it takes longer to load than they run.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterator
from contextvars import copy_context
from datetime import timedelta
from threading import Thread
from typing import TYPE_CHECKING, Literal, cast

from stepgraph.errors import NodeTimeoutError
from stepgraph.types import TimeoutPolicy

if TYPE_CHECKING:
    import asyncio
    from concurrent.futures import Future

Timeout = float | timedelta | TimeoutPolicy | None
Seconds = Callable[[], float]
Kind = Literal["idle", "run", "deadline"]

# What a Lambda keeps for itself: to write the failure to the log, with a retry, and to answer.
MARGIN_SECONDS = 2.0
# What a cancelled node has to close what it holds open, before it is abandoned like a thread.
CANCEL_SECONDS = 1.0
# Some systems cannot wait for longer at once.
MAX_WAIT_SECONDS = 3600.0


class Watch:
    """One attempt and its limits. Whatever shows progress tells it so, from any thread."""

    def __init__(
        self, node: str, timeout: Timeout, remaining: Seconds | None, clock: Seconds
    ) -> None:
        policy = TimeoutPolicy.coerce(timeout) or TimeoutPolicy()
        self._node, self._clock = node, clock
        self._idle = cast("float | None", policy.idle_timeout)
        self._run = cast("float | None", policy.run_timeout)
        self._deadline = max(0.0, remaining() - MARGIN_SECONDS) if remaining else None
        self._heeds_progress = policy.refresh_on == "auto"
        self._began = self._last_sign = clock()
        self._exceeded: Kind | None = None
        self.is_over = False
        """Whether what still comes of the attempt is to be ignored."""

    @property
    def is_limited(self) -> bool:
        """Whether there is anything to hold the attempt to."""
        return any(limit is not None for limit in (self._idle, self._run, self._deadline))

    def heartbeat(self) -> None:
        """The node says that it goes on."""
        self._last_sign = self._clock()

    def progress(self) -> None:
        """Something shows that it goes on: a chunk that it streams, a task that it calls."""
        if self._heeds_progress:
            self.heartbeat()

    def left(self) -> float:
        """Some seconds in which it cannot go over a limit; 0 once it has, and that stays."""
        if self._exceeded:
            return 0.0
        seconds, kind = min(self._ends())
        if seconds > 0:
            return min(seconds, MAX_WAIT_SECONDS)
        self._exceeded, self.is_over = kind, True
        return 0.0

    def timed_out(self, *, abandoned: bool) -> NodeTimeoutError:
        """The error for the limit that it went over."""
        assert self._exceeded
        return NodeTimeoutError(
            self._node,
            self._clock() - self._began,
            kind=self._exceeded,
            idle_timeout=self._idle,
            run_timeout=self._run,
            deadline=self._deadline,
            abandoned=abandoned,
        )

    def _ends(self) -> Iterator[tuple[float, Kind]]:
        limits: tuple[tuple[Kind, float | None, float], ...] = (
            ("run", self._run, self._began),
            ("deadline", self._deadline, self._began),
            ("idle", self._idle, self._last_sign),
        )
        now = self._clock()
        return ((since + limit - now, kind) for kind, limit, since in limits if limit is not None)


def run_with_timeout[T](
    call: Callable[[Watch], T],
    timeout: Timeout,
    *,
    node: str,
    remaining: Seconds | None = None,
    clock: Seconds = time.monotonic,
) -> T:
    """Call a sync node; `remaining` says how many seconds its Lambda still has."""
    watch = Watch(node, timeout, remaining, clock)
    if not watch.is_limited:
        return call(watch)
    if not watch.left():
        raise watch.timed_out(abandoned=False)
    from concurrent.futures import wait

    outcome = _in_a_thread(call, watch, node)
    try:
        while not outcome.done():
            seconds = watch.left()
            if not seconds:
                raise watch.timed_out(abandoned=True)
            wait([outcome], seconds)
        return outcome.result()
    finally:
        watch.is_over = True


def _in_a_thread[T](call: Callable[[Watch], T], watch: Watch, node: str) -> Future[T]:
    from concurrent.futures import Future

    outcome: Future[T] = Future()

    def settle() -> None:
        try:
            outcome.set_result(call(watch))
        except BaseException as error:
            outcome.set_exception(error)

    # No pool: its threads are waited for at exit, and an abandoned one may never end.
    Thread(target=copy_context().run, args=(settle,), name=f"node {node}", daemon=True).start()
    return outcome


async def arun_with_timeout[T](
    call: Callable[[Watch], Awaitable[T]],
    timeout: Timeout,
    *,
    node: str,
    remaining: Seconds | None = None,
    clock: Seconds = time.monotonic,
) -> T:
    """Await an async node; `remaining` says how many seconds its Lambda still has."""
    watch = Watch(node, timeout, remaining, clock)
    if not watch.is_limited:
        return await call(watch)
    import asyncio

    work = asyncio.ensure_future(call(watch))
    try:
        while not work.done() and (seconds := watch.left()):
            await asyncio.wait({work}, timeout=seconds)
        is_late = not work.done()
    finally:
        watch.is_over = True
        has_ended = await _cancelled(work)
    if is_late:
        raise watch.timed_out(abandoned=not has_ended)
    return work.result()


async def _cancelled[T](work: asyncio.Future[T]) -> bool:
    """Cancel what has not ended and wait for it to close what it holds; say whether it has."""
    import asyncio

    if not work.done():
        work.cancel()
        await asyncio.wait({work}, timeout=CANCEL_SECONDS)
    # Looked at, so that asyncio does not complain about an error that nobody saw.
    work.add_done_callback(lambda done: done.cancelled() or done.exception())
    return work.done()
