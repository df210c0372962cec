"""Letting in only so many calls at once."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

from stepgraph.execute.crew import submit

Job = Callable[[], None]


class Gate:
    """Runs jobs in threads of the crew, in the order in which they come, so many at once.

    A job may wait for an earlier one, never for a later one: so the first always goes on.
    """

    def __init__(self, limit: int) -> None:
        self._free = limit
        self._waiting: deque[Job] = deque()
        self._lock = threading.Lock()

    def submit(self, job: Job) -> None:
        """Run a job that raises nothing, as soon as there is room."""
        with self._lock:
            if not self._free:
                self._waiting.append(job)
                return
            self._free -= 1
        submit(self._work, job)

    def _work(self, job: Job | None) -> None:
        while job is not None:
            job()
            job = self._next()

    def _next(self) -> Job | None:
        with self._lock:
            if self._waiting:
                return self._waiting.popleft()
            self._free += 1
            return None
