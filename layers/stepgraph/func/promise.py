"""What a task function gives back at once: its result, later."""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from concurrent.futures import Future
from typing import Any


class Promise[T](Future[T]):
    """A future of `concurrent.futures` that a coroutine may also await.

    Where a coroutine calls a task function, it gets a future of its event loop instead.
    """

    def __await__(self) -> Generator[Any, None, T]:
        return asyncio.wrap_future(self).__await__()
