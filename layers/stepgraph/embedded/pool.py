"""The workers of one function."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from stepgraph.embedded.function import Function
from stepgraph.embedded.invocation import Invocation, Outcome
from stepgraph.embedded.worker import Worker


class ConcurrencyExceeded(Exception):  # noqa: N818 - an answer to the caller, not a failure
    """As many invocations run as the function may have at once."""


class Pool:
    """Starts workers when none is idle, and reuses the one that was idle the shortest.

    Every invocation that waits has caused one start, and takes whichever worker comes first:
    its own, or one that another invocation gave back.
    """

    def __init__(self, function: Function, spawn: Callable[[Function], Awaitable[Worker]]) -> None:
        self.function = function
        self._spawn = spawn
        self._workers: set[Worker] = set()
        self._idle: list[Worker] = []
        self._waiting: deque[asyncio.Future[Worker]] = deque()
        self._starts: set[asyncio.Task[None]] = set()
        self._in_flight = 0
        self._retired = False

    async def invoke(self, invocation: Invocation) -> Outcome:
        if self._in_flight >= self.function.concurrency:
            raise ConcurrencyExceeded
        self._in_flight += 1
        try:
            worker = await self._take()
            outcome = await worker.run(invocation)
            self._give_back(worker)
            return outcome
        finally:
            self._in_flight -= 1

    async def warm(self) -> Outcome | None:
        """Have a worker ready, or say why there is none."""
        if self._in_flight or any(worker.alive for worker in self._idle):
            return None
        worker = await self._start()
        failure = None if worker.alive else await worker.last_words("")
        self._give_back(worker)
        return failure

    def retire(self) -> None:
        """Start no more; end each worker when its invocation has ended."""
        self._retired = True
        while self._idle:
            self._idle.pop().kill()

    async def stop(self) -> None:
        """End everything now."""
        for start in self._starts:
            start.cancel()
        await asyncio.gather(*self._starts, return_exceptions=True)
        for worker in self._workers:
            worker.kill()
        await asyncio.gather(*(worker.ended() for worker in self._workers))

    async def _take(self) -> Worker:
        while self._idle:
            worker = self._idle.pop()
            if worker.alive:
                return worker
        waiter: asyncio.Future[Worker] = asyncio.get_running_loop().create_future()
        self._waiting.append(waiter)
        start = asyncio.create_task(self._start_for_waiter())
        self._starts.add(start)
        start.add_done_callback(self._starts.discard)
        return await waiter

    async def _start_for_waiter(self) -> None:
        try:
            self._place(await self._start())
        except OSError as error:  # no more processes, no such folder
            waiter = self._next_waiter()
            if waiter is not None:
                waiter.set_exception(error)

    async def _start(self) -> Worker:
        worker = await self._spawn(self.function)
        self._workers = {known for known in self._workers if not known.over} | {worker}
        await worker.initialised()
        return worker

    def _give_back(self, worker: Worker) -> None:
        if worker.alive:
            self._place(worker)

    def _place(self, worker: Worker) -> None:
        waiter = self._next_waiter()
        if waiter is not None:
            # Also a worker that failed to start: it knows why, and the caller is to hear it.
            waiter.set_result(worker)
        elif self._retired:
            worker.kill()
        elif worker.alive:
            self._idle.append(worker)

    def _next_waiter(self) -> asyncio.Future[Worker] | None:
        while self._waiting:
            waiter = self._waiting.popleft()
            if not waiter.done():
                return waiter
        return None
