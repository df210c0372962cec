"""The function of an entrypoint, as what its node does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from stepgraph.cache.base import BaseCache
from stepgraph.channels import MISSING
from stepgraph.constants import START
from stepgraph.engine import stepped
from stepgraph.func.cached import current_cache, kept_of
from stepgraph.func.call import inherited_retry
from stepgraph.func.hands import Hands, LoopHands, ThreadHands
from stepgraph.graph.adapt import adapt, is_async
from stepgraph.runtime import Runtime, current_runtime
from stepgraph.types import CachePolicy, RetryPolicy

PREVIOUS = "__previous__"


class Body:
    """A function, and what holds for the tasks that it calls."""

    def __init__(
        self,
        function: Callable[..., Any],
        retry: Sequence[RetryPolicy],
        cache: BaseCache[Any] | None,
        cache_policy: CachePolicy | None,
    ) -> None:
        self.is_async = is_async(function)
        self._function = function
        self._call = adapt(function)
        self._retry = retry
        self._cache = cache
        self._cache_policy = cache_policy

    def action(self, state: Mapping[str, Any], runtime: Runtime[Any]) -> Any:
        """Call it; a coroutine where it is async."""
        if self.is_async:
            return self.async_action(state, runtime)
        return stepped(self._run(state, runtime, ThreadHands()))

    async def async_action(self, state: Mapping[str, Any], runtime: Runtime[Any]) -> Any:
        """Await it."""
        return await self._run(state, runtime, LoopHands())

    async def _run(self, state: Mapping[str, Any], runtime: Runtime[Any], hands: Hands) -> Any:
        input = state[START]
        with self._inside(runtime.override(previous=state.get(PREVIOUS))) as own:
            kept = kept_of(self._function, self._cache_policy, (input,), {})
            found = await kept.find(hands)
            if found is not MISSING:
                return found
            call = partial(self._call, input, own)
            value = await hands.perform(call, own.calls, is_async=self.is_async)
            await kept.store(hands, value)
            return value

    @contextmanager
    def _inside(self, own: Runtime[Any]) -> Iterator[Runtime[Any]]:
        """What it may ask about its run, and what its tasks have of it."""
        ran = current_runtime.set(own)
        retry, cache = inherited_retry.set(self._retry), current_cache.set(self._cache)
        try:
            yield own
        finally:
            current_runtime.reset(ran)
            inherited_retry.reset(retry)
            current_cache.reset(cache)
