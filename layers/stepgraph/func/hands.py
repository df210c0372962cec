"""Who does the work of a call: a thread of the crew, or the event loop."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from contextvars import copy_context
from typing import Any, Protocol

from stepgraph.execute.crew import submit
from stepgraph.execute.flow import BlockingFlow, Flow, LoopFlow
from stepgraph.ops.calls import Calls


class Hands(Flow, Protocol):
    """A way to wait that also calls a function and then waits for the calls it has made."""

    async def perform(self, call: Callable[[], Any], made: Calls, *, is_async: bool) -> Any:
        """What the function returns."""


class ThreadHands(BlockingFlow):
    """For calls by functions; a coroutine gets a loop of its own."""

    async def perform(self, call: Callable[[], Any], made: Calls, *, is_async: bool) -> Any:
        """Call it in this thread."""
        return await ending(made, self._called(call, made), in_loop=False)

    async def _called(self, call: Callable[[], Any], made: Calls) -> Any:
        answer = call()
        if not inspect.isawaitable(answer):
            return answer
        return await self.settle(ending(made, answer, in_loop=True))


class LoopHands(LoopFlow):
    """For calls by coroutines; a function gets a thread."""

    async def perform(self, call: Callable[[], Any], made: Calls, *, is_async: bool) -> Any:
        """Await it, or have a thread call it."""
        work = call() if is_async else self._in_a_thread(call)
        return await ending(made, work, in_loop=True)

    async def _in_a_thread(self, call: Callable[[], Any]) -> Any:
        # Not asyncio's own pool, whose few threads would hold up the other calls.
        answer = await asyncio.wrap_future(submit(copy_context().run, call))
        return await answer if inspect.isawaitable(answer) else answer


async def ending(made: Calls, work: Awaitable[Any], *, in_loop: bool) -> Any:
    """What `work` gives, once the calls that it has made have ended, too."""
    try:
        value = await work
    except BaseException as error:
        await made.end(error, in_loop=in_loop)
        raise
    await made.end(in_loop=in_loop)
    return value
