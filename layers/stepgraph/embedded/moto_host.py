"""moto in this process, with its Step Functions interpreter on."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterable, Mapping
from concurrent.futures import Future
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import boto3
from moto.core.config import default_user_config
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.test import Client

from stepgraph.embedded.environment import ANYONE, loopback_without_proxy

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment


class Moto:
    """A WSGI application that answers for all of AWS."""

    def __init__(self, port: int) -> None:
        # moto's inner clients find their server by the first, and must not ask a proxy for it.
        self._environment = _Overlay({"MOTO_PORT": str(port), **loopback_without_proxy(os.environ)})
        self._endpoint = f"http://127.0.0.1:{port}"
        self._app = DomainDispatcherApplication(create_backend_app)
        self._config = default_user_config["stepfunctions"]
        self._loaded: Future[None] = Future()

    def start(self) -> None:
        """Load the interpreter beside whatever comes next: it takes over a second."""
        self._environment.apply()
        # It reports every failure of a task. Who has set up logging sees it; stderr need not.
        logging.getLogger("moto").addHandler(logging.NullHandler())
        default_user_config["stepfunctions"] = {"execute_state_machine": True}
        threading.Thread(target=self._load, name="stepgraph-moto", daemon=True).start()

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        # All requests wait, not only those for Step Functions: two threads that import modules
        # of one package at the same time can see each other's half-made ones.
        error = self._loaded.exception()
        if error is not None:
            raise RuntimeError("moto's interpreter does not load") from error
        answer: Iterable[bytes] = self._app(environ, start)
        return answer

    def stop(self) -> None:
        """End all executions and forget all resources, since moto keeps them per process."""
        if self._loaded.exception() is None:
            _end_executions()
        Client(self._app).post("/moto-api/reset")
        default_user_config["stepfunctions"] = self._config
        self._environment.restore()

    def _load(self) -> None:
        try:
            import moto.stepfunctions.parser.models  # noqa: F401 - the import is the work

            # Sessions of boto3 load parts of themselves at their first client and must not do so
            # on two threads at once, which is what two executions would ask of moto's.
            boto3.client(
                "lambda",
                endpoint_url=self._endpoint,
                region_name="us-east-1",  # any will do
                aws_access_key_id=ANYONE,
                aws_secret_access_key=ANYONE,
            )
        except BaseException as error:  # whoever sends a request is to see it
            self._loaded.set_exception(error)
        else:
            self._loaded.set_result(None)


class _Overlay:
    """Settings laid over this process's environment, for code that reads them nowhere else."""

    def __init__(self, settings: Mapping[str, str]) -> None:
        self._settings = settings
        self._before = {name: os.environ.get(name) for name in settings}

    def apply(self) -> None:
        os.environ.update(self._settings)

    def restore(self) -> None:
        for name, value in self._before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _end_executions() -> None:
    """Stop what still runs; its threads would go on to call whatever listens next."""
    from moto.stepfunctions.parser.models import stepfunctions_parser_backends

    for regions in stepfunctions_parser_backends.values():
        for backend in regions.values():
            for machine in backend.state_machines:
                for execution in machine.executions:
                    _end(execution)


def _end(execution: Any) -> None:
    if execution.status == "RUNNING" and execution.exec_worker.env is not None:
        execution.stop(datetime.now(UTC), None, None)
