"""The embedded AWS: one port that answers as AWS does."""

from __future__ import annotations

import errno
import os
import socket
import tempfile
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

from stepgraph.embedded.clients import Clients
from stepgraph.embedded.dispatch import Dispatcher
from stepgraph.embedded.environment import client_environment
from stepgraph.embedded.function import Function
from stepgraph.embedded.lambdas import Lambdas
from stepgraph.embedded.worker import WorkerSettings
from stepgraph.errors import AlreadyRunningError, NotRunningError, PortTakenError

if TYPE_CHECKING:
    from types import TracebackType

_HOST = "127.0.0.1"

# Connections that may wait to be accepted: as many as a burst of runs brings at once.
_BACKLOG = 1024


class EmbeddedAws:
    """moto behind one port, its state machines running and its Lambdas real processes."""

    _only_one: ClassVar[threading.Lock] = threading.Lock()

    def __init__(
        self,
        *,
        port: int = 0,
        region: str = "eu-west-1",
        log_dir: Path | None = None,
        python_path: Sequence[str] = (),
    ) -> None:
        self._port = port
        self._region = region
        self._log_dir = log_dir
        self._python_path = tuple(str(Path(path).resolve()) for path in python_path)
        self._parts: _Parts | None = None

    def start(self) -> None:
        if not self._only_one.acquire(blocking=False):
            raise AlreadyRunningError(
                "An embedded AWS runs in this process.", "Stop it first, or use another process."
            )
        with ExitStack() as stack:
            stack.callback(self._only_one.release)
            self._parts = self._start(stack)

    def stop(self) -> None:
        parts, self._parts = self._parts, None
        if parts is not None:
            parts.shutdown.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def on_stop(self, callback: Callable[[], None]) -> None:
        """Call this before the servers stop."""
        self._running.shutdown.callback(callback)

    @property
    def region(self) -> str:
        return self._region

    @property
    def endpoint_url(self) -> str:
        return self._running.endpoint_url

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs in its environment for its AWS clients to come here."""
        return client_environment(self.endpoint_url, self._region)

    @property
    def log_dir(self) -> Path:
        """Where each function's output is, in a file of its name; temporary unless given."""
        return self._running.log_dir

    def register(self, function: Function) -> str:
        """Make a function invocable and give its ARN; an older one of that name is replaced."""
        self._running.lambdas.register(function)
        return function.arn(self._region)

    def client(self, service: str) -> Any:
        """A boto3 client of this AWS."""
        return self._running.clients.client(service)

    def warm(self, *names: str) -> None:
        """Start a worker of each of these functions, or of all, and wait until they are ready."""
        self._running.lambdas.warm(names)

    @property
    def _running(self) -> _Parts:
        if self._parts is None:
            raise NotRunningError("The embedded AWS is not started.", "Use it in a `with` block.")
        return self._parts

    def _start(self, stack: ExitStack) -> _Parts:
        listening = stack.enter_context(_listen(self._port))
        port = listening.getsockname()[1]
        endpoint_url = f"http://{_HOST}:{port}"
        log_dir = self._log_dir or Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="stepgraph-"))
        )
        log_dir.mkdir(parents=True, exist_ok=True)
        settings = WorkerSettings(
            client_environment(endpoint_url, self._region),
            self._python_path,
            log_dir,
            _lifeline(stack),
        )
        lambdas = Lambdas(settings)
        lambdas.start()
        stack.callback(lambdas.stop)
        self._serve(listening, lambdas, stack)
        clients = Clients(endpoint_url, self._region)
        return _Parts(endpoint_url, log_dir, lambdas, clients, stack.pop_all())

    def _serve(self, listening: socket.socket, lambdas: Lambdas, stack: ExitStack) -> None:
        # Late: they load moto, which takes half a second.
        from stepgraph.embedded.moto_host import Moto
        from stepgraph.embedded.server import Server

        moto = Moto(listening.getsockname()[1])
        moto.start()
        stack.callback(moto.stop)
        server = Server(listening, Dispatcher(lambdas, self._region, moto))
        server.start()
        stack.callback(server.stop)


@dataclass(frozen=True, slots=True)
class _Parts:
    """What there is of an embedded AWS while it runs."""

    endpoint_url: str
    log_dir: Path
    lambdas: Lambdas
    clients: Clients
    shutdown: ExitStack


def _listen(port: int) -> socket.socket:
    try:
        return socket.create_server((_HOST, port), backlog=_BACKLOG)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise PortTakenError(
            f"Port {port} is taken: another program listens there.",
            "Stop it, or choose another port (0 takes a free one).",
        ) from error


def _lifeline(stack: ExitStack) -> int:
    """A pipe that nothing is written to: when this process ends, so do its readers."""
    readable, writable = os.pipe()
    stack.callback(os.close, readable)
    stack.callback(os.close, writable)
    return readable
