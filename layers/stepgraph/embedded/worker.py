"""A worker: one process that runs one function, one invocation at a time."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stepgraph.embedded.environment import task_root, worker_environment
from stepgraph.embedded.function import Function
from stepgraph.embedded.invocation import Invocation, Outcome
from stepgraph.embedded.runtime_api import RuntimeApi

# AWS gives an init 10 s, on a machine of its own. Here many workers may start at once on few
# cores; the bound is only there to end an init that hangs.
INIT_SECONDS = 60.0

_CHILD = Path(__file__).with_name("child.py")


@dataclass(frozen=True, slots=True)
class WorkerSettings:
    """What all workers of an embedded AWS share."""

    client_environment: Mapping[str, str]
    python_path: Sequence[str]
    log_dir: Path
    lifeline: int  # the read end of a pipe that ends when this process does

    def log_file(self, function: Function) -> Path:
        return self.log_dir / f"{function.name}.log"


class Worker:
    """A process, and the Runtime API that it asks for work."""

    @classmethod
    async def spawn(cls, function: Function, settings: WorkerSettings) -> Worker:
        api = RuntimeApi()
        address = await api.open()
        try:
            process = await _spawn(function, address, settings)
        except BaseException:
            api.close()
            raise
        return cls(function, api, process)

    def __init__(
        self, function: Function, api: RuntimeApi, process: asyncio.subprocess.Process
    ) -> None:
        self._function = function
        self._api = api
        self._process = process
        self._killed = False
        self._init_timed_out = False
        self._exit = asyncio.create_task(self._watch())

    @property
    def alive(self) -> bool:
        return not self._killed and not self._exit.done()

    @property
    def over(self) -> bool:
        """Whether nothing is left of the process."""
        return self._exit.done()

    async def initialised(self) -> None:
        """Wait until the process asks for work, or cannot."""
        over = asyncio.create_task(self._api.init_over.wait())
        done = await _first(over, self._exit, seconds=INIT_SECONDS)
        self._init_timed_out = not done
        if over not in done or self._api.init_error is not None:
            over.cancel()
            self.kill()

    async def run(self, invocation: Invocation) -> Outcome:
        """Hand over an invocation and wait for what becomes of it."""
        if not self.alive:
            return await self.last_words(invocation.request_id)
        seconds = self._function.timeout
        outcome = self._api.hand(invocation, seconds)
        done = await _first(outcome, self._exit, seconds=seconds)
        if outcome in done:
            return await outcome
        if self._exit in done:
            return Outcome.exited(invocation.request_id, self._exit.result())
        self.kill()
        return Outcome.timed_out(invocation.request_id, "Task", seconds)

    async def last_words(self, request_id: str) -> Outcome:
        """Why this worker takes no invocations."""
        if self._api.init_error is not None:
            return Outcome(self._api.init_error, failed=True)
        if self._init_timed_out:
            return Outcome.timed_out(request_id, "Init", INIT_SECONDS)
        return Outcome.exited(request_id, await self._exit)

    def kill(self) -> None:
        """End the process and whatever it started."""
        self._killed = True
        if not self._exit.done():
            self._kill_group()

    async def ended(self) -> None:
        await self._exit

    async def _watch(self) -> int:
        status = await self._process.wait()
        self._api.close()
        self._kill_group()  # what it started and left behind
        return status

    def _kill_group(self) -> None:
        # PermissionError is macOS's word for a group of which only a zombie is left.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)


async def _first(*ends: asyncio.Future[Any], seconds: float) -> set[asyncio.Future[Any]]:
    """Which of these ended first, if any did in time."""
    done, _ = await asyncio.wait(ends, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    return done


async def _spawn(
    function: Function, runtime_api: str, settings: WorkerSettings
) -> asyncio.subprocess.Process:
    client, path = settings.client_environment, settings.python_path
    with settings.log_file(function).open("ab") as log:
        return await asyncio.create_subprocess_exec(
            # -P: the folder of child.py is no place to import from.
            *(sys.executable, "-P", str(_CHILD), str(settings.lifeline), function.handler),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=task_root(path),
            env=worker_environment(function, runtime_api, client, path),
            pass_fds=(settings.lifeline,),
            start_new_session=True,
        )
