"""Threads for tasks that wait: they stay from run to run, and there are as many as wait at once."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from typing import Any

# One superstep's share. Nodes mostly wait for others, so this is not about cores.
MAX_AT_ONCE = 128
# A node may run a graph whose tasks need threads while its own waits for them, so the pool itself
# must never be what they wait for.
_POOL = ThreadPoolExecutor(max_workers=10_000, thread_name_prefix="stepgraph")

Job = Callable[[], Any]


def submit(function: Callable[..., Any], *arguments: Any) -> Future[Any]:
    """Run something in a thread of the pool."""
    return _POOL.submit(function, *arguments)


def side_by_side(jobs: Sequence[Job], limit: int = MAX_AT_ONCE) -> list[Any]:
    """Run the jobs in threads, this one among them, and give their results in order.

    Each helper calls the next before it sets to work, so quick jobs are done by few threads and
    slow ones get a thread each. The first exception is raised once all have ended.
    """
    if len(jobs) == 1:
        return [jobs[0]()]
    crew = _Crew(jobs, min(limit, len(jobs)) - 1)
    crew.call_help()
    crew.work()
    crew.ended.wait()
    return [_unwrapped(outcome) for outcome in crew.outcomes]


class _Raised:
    def __init__(self, error: BaseException) -> None:
        self.error = error


def _unwrapped(outcome: Any) -> Any:
    if isinstance(outcome, _Raised):
        raise outcome.error
    return outcome


class _Crew:
    """Jobs, and the threads that take them one after the other."""

    def __init__(self, jobs: Sequence[Job], helpers: int) -> None:
        self.outcomes: list[Any] = [None] * len(jobs)
        self.ended = threading.Event()
        self._jobs = jobs
        self._contexts = [copy_context() for _ in jobs]
        # `next` of a count is atomic, which makes it a ticket machine.
        self._taken = itertools.count()
        self._done = itertools.count(1)
        self._helpers = iter(range(helpers))

    def call_help(self) -> None:
        if next(self._helpers, None) is not None:
            _POOL.submit(self._help)

    def _help(self) -> None:
        if self.ended.is_set():
            return
        self.call_help()
        self.work()

    def work(self) -> None:
        while (number := next(self._taken)) < len(self._jobs):
            try:
                self.outcomes[number] = self._contexts[number].run(self._jobs[number])
            except BaseException as error:
                self.outcomes[number] = _Raised(error)
            if next(self._done) == len(self._jobs):
                self.ended.set()
