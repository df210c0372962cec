"""Starting a call: in a thread where a function makes it, in the event loop where a coroutine does.

Either way only so many of one caller's calls run at once.
"""

from __future__ import annotations

import asyncio
from contextvars import copy_context
from typing import Any

from stepgraph.engine import stepped
from stepgraph.execute.crew import MAX_AT_ONCE
from stepgraph.func.call import Call
from stepgraph.func.gate import Gate
from stepgraph.func.hands import LoopHands, ThreadHands
from stepgraph.func.promise import Promise
from stepgraph.ops.calls import Calls

Loop = asyncio.AbstractEventLoop | None


def loop_of(calls: Calls) -> Loop:
    """The event loop of whoever makes the calls; None for a function in a thread."""
    if calls.ignores_loop:
        return None
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


def done(value: Any, loop: Loop) -> Any:
    """The future of a call that has been made before."""
    promise: Any = Promise() if loop is None else loop.create_future()
    promise.set_result(value)
    return promise


def start(call: Call, loop: Loop) -> Any:
    """The future of a call that is made now."""
    promise: Any = _in_thread(call) if loop is None else _in_loop(call, loop)
    call.calls.promises.append(promise)
    return promise


def _in_thread(call: Call) -> Promise[Any]:
    promise: Promise[Any] = Promise()
    context = copy_context()

    def job() -> None:
        if not promise.set_running_or_notify_cancel():
            return
        try:
            promise.set_result(context.run(stepped, call.run(ThreadHands())))
        except BaseException as error:
            promise.set_exception(error)

    if not isinstance(call.calls.gate, Gate):
        call.calls.gate = Gate(_limit(call.calls))
    call.calls.gate.submit(job)
    return promise


def _in_loop(call: Call, loop: asyncio.AbstractEventLoop) -> asyncio.Task[Any]:
    if not isinstance(call.calls.gate, asyncio.Semaphore):
        call.calls.gate = asyncio.Semaphore(_limit(call.calls))
    gate = call.calls.gate

    async def work() -> Any:
        async with gate:
            return await call.run(LoopHands())

    started = loop.create_task(work(), name=call.callee.name)
    # Looked at, so that asyncio does not complain of an error that nobody waits for.
    started.add_done_callback(lambda ended: ended.cancelled() or ended.exception())
    return started


def _limit(calls: Calls) -> int:
    return calls.scope.limit or MAX_AT_ONCE
