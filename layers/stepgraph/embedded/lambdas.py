"""The Lambda service: which functions there are, and who runs their invocations."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from stepgraph.embedded.function import Function
from stepgraph.embedded.invocation import Invocation, Outcome
from stepgraph.embedded.loop import LoopThread
from stepgraph.embedded.pool import ConcurrencyExceeded, Pool
from stepgraph.embedded.worker import Worker, WorkerSettings
from stepgraph.errors import FunctionInitError, FunctionNotRegisteredError

_log = logging.getLogger(__name__)

# How soon an event that found all workers busy is tried again. AWS backs off from 1 s on, for
# the sake of its own queue; here nobody is spared by waiting longer.
_EVENT_RETRY_SECONDS = 0.2


class Lambdas:
    """Functions by name, for callers on any thread; all state lives on one loop's thread."""

    def __init__(self, settings: WorkerSettings) -> None:
        self._settings = settings
        self._pools: dict[str, Pool] = {}
        self._retired: list[Pool] = []
        self._loop = LoopThread("stepgraph-lambdas")

    def start(self) -> None:
        self._loop.start()

    def stop(self) -> None:
        self._loop.call(self._stop())
        self._loop.stop()

    def __contains__(self, name: str) -> bool:
        return name in self._pools

    def register(self, function: Function) -> None:
        self._loop.call(self._register(function))

    def invoke(self, name: str, invocation: Invocation) -> Outcome:
        """Run an invocation and wait for its outcome."""
        return self._loop.call(self._pools[name].invoke(invocation))

    def send(self, name: str, invocation: Invocation) -> None:
        """Run an invocation some time, with nobody waiting for it."""
        self._loop.submit(self._invoke_later(name, invocation))

    def warm(self, names: Sequence[str]) -> None:
        """Start a worker of each function that has none, all at once."""
        self._loop.call(self._warm(names or tuple(self._pools)))

    async def _register(self, function: Function) -> None:
        replaced = self._pools.get(function.name)
        self._pools[function.name] = Pool(function, self._spawn)
        if replaced is not None:
            replaced.retire()
            self._retired.append(replaced)

    async def _spawn(self, function: Function) -> Worker:
        return await Worker.spawn(function, self._settings)

    async def _invoke_later(self, name: str, invocation: Invocation) -> None:
        try:
            outcome = await self._invoke_when_free(name, invocation)
        except OSError as error:
            _log.warning("Event %s of %s is lost: %s", invocation.request_id, name, error)
        else:
            if outcome.failed:
                _log.warning("Event %s of %s failed: %s", invocation.request_id, name, outcome.text)

    async def _invoke_when_free(self, name: str, invocation: Invocation) -> Outcome:
        while True:
            try:
                return await self._pools[name].invoke(invocation)
            except ConcurrencyExceeded:
                await asyncio.sleep(_EVENT_RETRY_SECONDS)

    async def _warm(self, names: Sequence[str]) -> None:
        unknown = [name for name in names if name not in self._pools]
        if unknown:
            raise FunctionNotRegisteredError(
                f"No function {', '.join(unknown)} to warm.", "Register it first."
            )
        pools = [self._pools[name] for name in names]
        failures = await asyncio.gather(*(pool.warm() for pool in pools))
        for pool, failure in zip(pools, failures, strict=True):
            if failure is not None:
                raise self._init_error(pool.function, failure)

    def _init_error(self, function: Function, failure: Outcome) -> FunctionInitError:
        return FunctionInitError(
            f"Function {function.name} ({function.handler}) does not start: {failure.text}",
            f"Its output is in {self._settings.log_file(function)}.",
        )

    async def _stop(self) -> None:
        pools = (*self._pools.values(), *self._retired)
        await asyncio.gather(*(pool.stop() for pool in pools))
