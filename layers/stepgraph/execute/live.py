"""Streams of what happens inside a superstep: the run goes on while its reader reads."""

from __future__ import annotations

import asyncio
import queue
from collections.abc import AsyncIterator, Callable, Iterator
from contextvars import copy_context
from typing import Any

from stepgraph.execute.crew import submit

Put = Callable[[Any], None]
_END = object()


def live(run: Callable[[Put], None]) -> Iterator[Any]:
    """What `run` puts, as it puts it; what it raises is raised here."""
    items: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def work() -> None:
        try:
            run(items.put)
        finally:
            items.put(_END)

    future = submit(copy_context().run, work)
    while (item := items.get()) is not _END:
        yield item
    future.result()


async def alive(run: Callable[[Put], Any]) -> AsyncIterator[Any]:
    """The same in an event loop; leaving the stream cancels the run."""
    loop = asyncio.get_running_loop()
    items: asyncio.Queue[Any] = asyncio.Queue()

    def put(item: Any) -> None:
        # A sync node writes from a thread.
        loop.call_soon_threadsafe(items.put_nowait, item)

    async def work() -> None:
        try:
            await run(put)
        finally:
            put(_END)

    task = asyncio.create_task(work())
    try:
        while (item := await items.get()) is not _END:
            yield item
        await task
    finally:
        task.cancel()
