"""From the body of a request to a run that has begun."""

from __future__ import annotations

from typing import Any

from stepgraph.errors import InvalidInputError, ThreadNotFoundError
from stepgraph.graph.compiled import run_settings
from stepgraph.server.api import Api
from stepgraph.server.assistants import graph_named
from stepgraph.server.logged_run import LoggedRun, run_at
from stepgraph.server.schemas import RunCreate
from stepgraph.types import Command, RunnableConfig


def start_run(api: Api, thread: str, body: RunCreate) -> LoggedRun:
    """Claim the thread, and start the execution that works on it."""
    graph = graph_named(api.bundle, body.assistant_id)
    _require_thread(api, thread, graph, body)
    config = run_settings(_config(body))
    started = api.launcher.start(graph, thread, _input(body), config, tenant=api.tenant)
    return run_at(api, thread, graph, started.seq)


def _require_thread(api: Api, thread: str, graph: str, body: RunCreate) -> None:
    try:
        owner = api.log(thread).meta().graph
    except ThreadNotFoundError:
        if body.if_not_exists == "create":
            return
        raise
    if owner and owner != api.bundle.spec(graph).name:
        raise InvalidInputError(
            f"Thread {thread!r} belongs to graph {owner!r}, and assistant {body.assistant_id!r} "
            f"is graph {graph!r}.",
            "Start this run on a thread of its own.",
        )


def _input(body: RunCreate) -> Any:
    return Command(resume=body.command.resume) if body.command else body.input


def _config(body: RunCreate) -> RunnableConfig:
    metadata = {**body.config.metadata, **body.metadata}
    return {**dict(body.config), "metadata": metadata}
