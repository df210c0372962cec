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
from stepgraph.func.cached import kept_of
from stepgraph.func.defaults import Defaults
from stepgraph.func.final import Final
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
        self._defaults = Defaults(retry, cache)
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
        with _current(runtime.override(previous=state.get(PREVIOUS))) as own:
            cache = self._defaults.cache
            kept = kept_of(cache, self._cache_policy, self._function, (input,), {})
            found = await kept.find(hands)
            if found is not MISSING:
                return _answer_in(found)
            own.calls.defaults = self._defaults
            call = partial(self._call, input, own)
            answer = await hands.perform(call, own.calls, is_async=self.is_async)
            await kept.store(hands, _in_cache(answer))
            return answer


@contextmanager
def _current(own: Runtime[Any]) -> Iterator[Runtime[Any]]:
    """What the function may ask about its run."""
    ran = current_runtime.set(own)
    try:
        yield own
    finally:
        current_runtime.reset(ran)


def _in_cache(answer: Any) -> list[Any]:
    """Its two values, or the one that stands for both."""
    return [answer.value, answer.save] if isinstance(answer, Final) else [answer]


def _answer_in(kept: list[Any]) -> Any:
    return kept[0] if len(kept) == 1 else Final(value=kept[0], save=kept[1])
