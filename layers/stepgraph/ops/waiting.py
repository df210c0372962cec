"""Waiting for an attempt that may take only so long."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

from stepgraph.engine import Blocking, Waiting, stepped
from stepgraph.ops.timeout import Watch, arun_with_timeout, run_with_timeout
from stepgraph.types import TimeoutPolicy

Seconds = Callable[[], float]


class TimedWaiting(Waiting, Protocol):
    """A `Waiting` that can stop waiting."""

    async def timed[T](
        self,
        call: Callable[[Watch], Awaitable[T]],
        timeout: TimeoutPolicy | None,
        node: str,
        remaining: Seconds | None,
    ) -> T:
        """What `call` gives, or an error if it takes longer than it may."""


class TimedBlocking(Blocking):
    """Without an event loop: the call runs in a thread that can be left behind."""

    async def timed[T](
        self,
        call: Callable[[Watch], Awaitable[T]],
        timeout: TimeoutPolicy | None,
        node: str,
        remaining: Seconds | None,
    ) -> T:
        """Wait no longer than it may take."""

        def called(watch: Watch) -> T:
            return stepped(call(watch))

        return run_with_timeout(called, timeout, node=node, remaining=remaining)


class TimedLoop:
    """In an event loop: the call is cancelled."""

    async def timed[T](
        self,
        call: Callable[[Watch], Awaitable[T]],
        timeout: TimeoutPolicy | None,
        node: str,
        remaining: Seconds | None,
    ) -> T:
        """Wait no longer than it may take."""
        return await arun_with_timeout(call, timeout, node=node, remaining=remaining)
