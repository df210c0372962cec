"""One call of a task function: its attempts, and what became of it written down."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from stepgraph.channels import MISSING
from stepgraph.errors import CallInterrupt, GraphInterrupt
from stepgraph.func.cached import kept_of
from stepgraph.func.defaults import NONE, Defaults
from stepgraph.func.hands import Hands
from stepgraph.func.injected import Injected
from stepgraph.func.retried import mark_retried
from stepgraph.func.shown import show_result
from stepgraph.ops.calls import Calls
from stepgraph.ops.retry import wait_after
from stepgraph.ops.timeout import Watch
from stepgraph.runtime import Runtime, current_runtime
from stepgraph.types import CachePolicy, RetryPolicy, TimeoutPolicy, current_answers


@dataclass(frozen=True, slots=True)
class Callee:
    """A task function, and how it is to be called."""

    function: Callable[..., Any]
    name: str
    is_async: bool
    injected: Injected
    retry: Sequence[RetryPolicy] = ()
    timeout: TimeoutPolicy | None = None
    cache: CachePolicy | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """One call, and where it stands."""

    callee: Callee
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    path: str
    calls: Calls
    """Those of who calls."""

    runtime: Runtime[Any]
    """That of who calls."""

    @property
    def defaults(self) -> Defaults:
        """What holds where the task function does not say otherwise."""
        return self.calls.defaults or NONE

    async def run(self, hands: Hands) -> Any:
        """All attempts, and their outcome: in the log first, then shown, then returned."""
        callee, name = self.callee, self.callee.name
        cache = self.defaults.cache
        cached = kept_of(cache, callee.cache, callee.function, self.args, self.kwargs)
        found = await cached.find(hands)
        value = await self._answered(hands) if found is MISSING else found
        keep = partial(self.calls.keep, self.path, name, value)
        value = await hands.io(keep, blocks=self.calls.blocks)
        if found is MISSING:
            await cached.store(hands, value)
        show_result(self.calls, self.path, name, value, was_cached=found is not MISSING)
        return value

    async def _answered(self, hands: Hands) -> Any:
        """What the function returns; where it asks, the question is in the log."""
        try:
            return await self._attempts(hands)
        except CallInterrupt:
            raise
        except GraphInterrupt as question:
            ask = partial(self.calls.ask, self.path, question.interrupts[0].value)
            await hands.io(ask, blocks=self.calls.blocks)
            raise CallInterrupt(question.interrupts) from None

    async def _attempts(self, hands: Hands) -> Any:
        retry = self.callee.retry or self.defaults.retry
        attempt = 1
        while True:
            try:
                return await self._timed(hands, attempt)
            except Exception as error:
                wait = wait_after(retry, error, attempt) if retry else None
                if wait is None:
                    if retry:
                        mark_retried(error)
                    raise
                attempt += 1
                await hands.sleep(wait)

    async def _timed(self, hands: Hands, attempt: int) -> Any:
        runtime = self._own_runtime(attempt)
        timeout = self.callee.timeout
        if timeout is None:
            return await self._attempt(hands, runtime)

        async def watched(watch: Watch) -> Any:
            writer = _watched_writer(runtime, watch)
            own = runtime.override(heartbeat=watch.heartbeat, stream_writer=writer)
            return await self._attempt(hands, own)

        return await hands.timed(watched, timeout, self.callee.name, None)

    async def _attempt(self, hands: Hands, runtime: Runtime[Any]) -> Any:
        asked = current_answers.set(self.calls.answers(self.path))
        ran = current_runtime.set(runtime)
        callee = self.callee
        try:
            kwargs = callee.injected.add(self.args, self.kwargs, runtime)
            call = partial(callee.function, *self.args, **kwargs)
            return await hands.perform(call, runtime.calls, is_async=callee.is_async)
        finally:
            current_answers.reset(asked)
            current_runtime.reset(ran)

    def _own_runtime(self, attempt: int) -> Runtime[Any]:
        info = replace(
            self.runtime.execution_info,
            task_id=self.calls.head.task_id(self.path),
            node=self.callee.name,
            node_attempt=attempt,
        )
        return self.runtime.override(execution_info=info, calls=self.calls.inside(self.path))


def _watched_writer(runtime: Runtime[Any], watch: Watch) -> Callable[[Any], None]:
    def write(data: Any) -> None:
        if not watch.is_over:
            watch.progress()
            runtime.stream_writer(data)

    return write
