"""How a driver waits: by blocking its thread, or in an event loop."""

from __future__ import annotations

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any, Protocol

from stepgraph.engine import NodeSpec, stepped
from stepgraph.execute.crew import MAX_AT_ONCE, side_by_side
from stepgraph.ops.waiting import TimedBlocking, TimedLoop, TimedWaiting
from stepgraph.runtime import Runtime

Work = Callable[[], Coroutine[Any, Any, Any]]


class Flow(TimedWaiting, Protocol):
    """A `Waiting` that also runs several things at once."""

    async def each(self, works: Sequence[Work], limit: int | None) -> list[Any]:
        """The results of all, in order; every one ends before the first error is raised."""

    async def sleep(self, seconds: float) -> None:
        """Wait."""

    async def io[T](self, call: Callable[[], T], *, blocks: bool) -> T:
        """Read or write the log."""


class BlockingFlow(TimedBlocking):
    """For `invoke`: tasks run in threads, and nothing here suspends."""

    async def each(self, works: Sequence[Work], limit: int | None) -> list[Any]:
        """In threads of the crew."""
        jobs = [lambda work=work: stepped(work()) for work in works]
        return side_by_side(jobs, limit or MAX_AT_ONCE)

    async def sleep(self, seconds: float) -> None:
        """Block this task's thread."""
        time.sleep(seconds)

    async def io[T](self, call: Callable[[], T], *, blocks: bool) -> T:
        """Here and now."""
        return call()


class LoopFlow(TimedLoop):
    """For `ainvoke`: coroutines share the loop; what would block it goes to a thread."""

    async def call(self, node: NodeSpec, input: Any, runtime: Runtime[Any]) -> Any:
        """Await an async node; run another in a thread."""
        if node.async_action is not None:
            return await node.async_action(input, runtime)
        answer = await asyncio.to_thread(node.action, input, runtime)
        return await answer if inspect.isawaitable(answer) else answer

    async def settle(self, answer: Awaitable[Any]) -> Any:
        """Await it."""
        return await answer

    async def each(self, works: Sequence[Work], limit: int | None) -> list[Any]:
        """As tasks of the loop, which are cancelled with this one."""
        if len(works) == 1:
            return [await works[0]()]
        gate = asyncio.Semaphore(limit or MAX_AT_ONCE)
        outcomes = await asyncio.gather(
            *(_gated(gate, work) for work in works), return_exceptions=True
        )
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome
        return outcomes

    async def sleep(self, seconds: float) -> None:
        """Let the loop go on."""
        await asyncio.sleep(seconds)

    async def io[T](self, call: Callable[[], T], *, blocks: bool) -> T:
        """In a thread, if it would block the loop."""
        return await asyncio.to_thread(call) if blocks else call()


async def _gated(gate: asyncio.Semaphore, work: Work) -> Any:
    async with gate:
        return await work()
