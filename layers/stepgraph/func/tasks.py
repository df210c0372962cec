"""`@task`: a function whose calls run beside each other, and are not made twice."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial, update_wrapper
from typing import Any, Protocol, cast, overload

from stepgraph.cache.base import BaseCache
from stepgraph.cache.keys import identifier, namespace_of
from stepgraph.engine.view import isolated
from stepgraph.func.call import Call, Callee
from stepgraph.func.injected import Injected
from stepgraph.func.promise import Promise
from stepgraph.func.shown import show_start
from stepgraph.func.starting import done, loop_of, start
from stepgraph.graph.adapt import is_async
from stepgraph.ops.calls import Calls
from stepgraph.runtime import Runtime, current_runtime
from stepgraph.types import CachePolicy, RetryPolicy, TimeoutPolicy

Retry = RetryPolicy | Sequence[RetryPolicy] | None
Timeout = float | timedelta | TimeoutPolicy | None


class TaskFunction[**P, T]:
    """A function that is called from an entrypoint's code or a node's, and gives a future."""

    def __init__(self, callee: Callee) -> None:
        self._callee = callee
        update_wrapper(self, callee.function)
        self.__name__ = callee.name

    @property
    def func(self) -> Callable[..., Any]:
        """The function itself."""
        return self._callee.function

    @property
    def name(self) -> str:
        """What the log and streams call it."""
        return self._callee.name

    def __get__(self, owner: Any, kind: type | None = None) -> TaskFunction[..., T]:
        """The task function as a method, for a class that has one."""
        if owner is None:
            return self
        method = partial(self._callee.function, owner)
        bound = replace(self._callee, function=method, injected=Injected(method))
        return TaskFunction(bound)

    def clear_cache(self, cache: BaseCache[Any]) -> None:
        """Forget what it has returned."""
        if self._callee.cache is not None:
            cache.clear([namespace_of(identifier(self.func))])

    async def aclear_cache(self, cache: BaseCache[Any]) -> None:
        """The same in an event loop."""
        if self._callee.cache is not None:
            await cache.aclear([namespace_of(identifier(self.func))])

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Promise[T]:
        """Start a call, or take the result of one that was made before an interrupt or a crash."""
        runtime = _runtime_of(self.name)
        calls: Calls = runtime.calls
        path, before = calls.next(self.name)
        loop = loop_of(calls)
        if before is not None:
            return cast("Promise[T]", done(isolated(before.value), loop))
        show_start(calls, path, self.name, (args, kwargs))
        call = Call(self._callee, args, dict(kwargs), path, calls, runtime)
        return cast("Promise[T]", start(call, loop))


class _Decorator(Protocol):
    """Makes functions tasks."""

    @overload
    def __call__[**P, T](self, function: Callable[P, Awaitable[T]], /) -> TaskFunction[P, T]: ...

    @overload
    def __call__[**P, T](self, function: Callable[P, T], /) -> TaskFunction[P, T]: ...


@overload
def task[**P, T](
    function: Callable[P, Awaitable[T]],
    /,
    *,
    name: str | None = None,
    retry_policy: Retry = None,
    cache_policy: CachePolicy | None = None,
    timeout: Timeout = None,
) -> TaskFunction[P, T]: ...


@overload
def task[**P, T](
    function: Callable[P, T],
    /,
    *,
    name: str | None = None,
    retry_policy: Retry = None,
    cache_policy: CachePolicy | None = None,
    timeout: Timeout = None,
) -> TaskFunction[P, T]: ...


@overload
def task(
    *,
    name: str | None = None,
    retry_policy: Retry = None,
    cache_policy: CachePolicy | None = None,
    timeout: Timeout = None,
) -> _Decorator: ...


def task(
    function: Callable[..., Any] | None = None,
    /,
    *,
    name: str | None = None,
    retry_policy: Retry = None,
    cache_policy: CachePolicy | None = None,
    timeout: Timeout = None,
) -> Any:
    """Make a function a task: calling it gives a future of what it returns.

    Calls run beside each other, in threads or in the event loop. With a checkpointer, each that
    has returned is in the log and not made again when the run goes on after an interrupt, a
    failure or the loss of its process; for that, calls have to be made in the same order again.
    Differences from LangGraph: a sync task may have a timeout, and an async task may be called
    where no event loop runs.
    """

    def decorated(function: Callable[..., Any]) -> TaskFunction[..., Any]:
        callee = Callee(
            function,
            name or name_of(function),
            is_async(function),
            Injected(function),
            policies_in(retry_policy),
            TimeoutPolicy.coerce(timeout),
            cache_policy,
        )
        return TaskFunction(callee)

    return decorated if function is None else decorated(function)


def policies_in(given: Retry) -> tuple[RetryPolicy, ...]:
    """The policies that a `retry_policy=` means, in their order."""
    return (given,) if isinstance(given, RetryPolicy) else tuple(given or ())


def name_of(function: Callable[..., Any]) -> str:
    """The name that a function, a partial or a callable object goes by."""
    inner = function.func if isinstance(function, partial) else function
    return str(getattr(inner, "__name__", type(inner).__name__))


def _runtime_of(name: str) -> Runtime[Any]:
    runtime = current_runtime.get()
    if runtime is None or runtime.calls is None:
        raise RuntimeError(
            f"Task {name!r} was called outside a graph. "
            "Call it from an entrypoint's code or a node's, or call its `func`."
        )
    return runtime
