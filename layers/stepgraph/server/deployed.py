"""The application as a Lambda serves it: all that it needs comes from its environment."""

from __future__ import annotations

import os
from typing import Any

import botocore.session
from fastapi import FastAPI

from stepgraph.checkpoint.dynamodb import DynamoDBSaver
from stepgraph.errors import ConfigurationError
from stepgraph.lambdas.context import TABLE, required
from stepgraph.lambdas.launch import Launcher
from stepgraph.ops.bundle import load_bundle
from stepgraph.server.app import create_app
from stepgraph.server.settings import Settings

MACHINE_PREFIX = "STEPGRAPH_MACHINE_PREFIX"
MAX_WAIT_SECONDS = "STEPGRAPH_MAX_WAIT_SECONDS"
# API Gateway gives up after 29 s; what is left is for the start of the run and the last read.
DEFAULT_MAX_WAIT_SECONDS = 25.0


def deployed_app() -> FastAPI:
    """The HTTP API of a stage."""
    launcher = Launcher(load_bundle(), DynamoDBSaver(required(TABLE)), _Machines().start)
    return create_app(launcher, Settings(max_wait_seconds=_max_wait_seconds()))


class _Machines:
    """The state machines of the stage, one for each graph."""

    def __init__(self) -> None:
        self._prefix = required(MACHINE_PREFIX)
        self._client: Any = botocore.session.get_session().create_client("stepfunctions")

    def start(self, graph: str, run: str, ticket: str) -> None:
        """Start an execution of a graph's machine."""
        self._client.start_execution(
            stateMachineArn=f"{self._prefix}{graph}", name=run, input=ticket
        )


def _max_wait_seconds() -> float:
    given = os.environ.get(MAX_WAIT_SECONDS, DEFAULT_MAX_WAIT_SECONDS)
    try:
        seconds = float(given)
    except ValueError:
        seconds = -1
    if not seconds > 0:
        raise ConfigurationError(
            f"{MAX_WAIT_SECONDS} is {given!r} and not a number of seconds.",
            "Set it to a number above 0 and below the gateway's 29, or leave it out.",
        )
    return seconds
