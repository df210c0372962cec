"""Where a graph can run: in this process, or on an embedded AWS."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stepgraph.checkpoint.memory import InMemorySaver
from stepgraph.errors import RunFailedError
from stepgraph.ops.bundle import Bundle

if TYPE_CHECKING:
    from stepgraph.cli.show import Show
    from stepgraph.embedded.stage import EmbeddedStage
    from stepgraph.server.follow import Shown


@dataclass(frozen=True, slots=True)
class Place:
    """How to run there: the updates that an input or a Command leads to, and the state."""

    run: Callable[[Any], Iterator[dict[str, Any]]]
    state: Callable[[], dict[str, Any]]


def in_process(bundle: Bundle, graph: str, thread: str) -> Place:
    """In this process, on a log in memory."""
    runnable = bundle.graph(graph).with_checkpointer(InMemorySaver())
    config = {"configurable": {"thread_id": thread}}
    return Place(
        run=lambda step: runnable.stream(step, config),
        state=lambda: runnable.get_state(config).values,
    )


@contextmanager
def on_local_aws(bundle: Bundle, graph: str, thread: str, show: Show) -> Iterator[Place]:
    """On an AWS in this process, where each node is a Lambda in a process of its own."""
    from stepgraph.embedded import EmbeddedAws
    from stepgraph.embedded.stage import EmbeddedStage

    began = time.perf_counter()
    with EmbeddedAws(python_path=[str(bundle.root)]) as aws:
        os.environ.update(aws.environment)
        stage = EmbeddedStage(aws, bundle)
        stage.deploy()
        functions = stage.functions_of(graph).values()
        aws.warm(*functions)
        seconds = time.perf_counter() - began
        show.note(
            f"embedded AWS up in {seconds:.1f} s: 1 state machine, 1 table, "
            f"{len(functions)} Lambdas, each a process of its own"
        )
        runnable = bundle.graph(graph).with_checkpointer(stage.table)
        config = {"configurable": {"thread_id": thread}}
        yield Place(
            run=lambda step: _updates(stage, graph, thread, step),
            state=lambda: runnable.get_state(config).values,
        )


def _updates(stage: EmbeddedStage, graph: str, thread: str, step: Any) -> Iterator[dict[str, Any]]:
    """Start a run, and read what it does from the log while the Lambdas write it."""
    from stepgraph.server.api import Api
    from stepgraph.server.follow import Cursor, follow
    from stepgraph.server.logged_run import run_at
    from stepgraph.server.settings import Settings

    started = stage.launcher.start(graph, thread, step, {})
    run = run_at(Api(stage.launcher, Settings()), thread, graph, started.seq)
    events = follow(run, ["updates"], Cursor(0, 0))
    with asyncio.Runner() as runner:
        while (shown := runner.run(_next(events))) is not None:
            if shown.event.mode == "error":
                raise RunFailedError(str(shown.event.data["message"]))
            if shown.event.mode == "updates":
                yield shown.event.data


async def _next(events: AsyncIterator[Shown]) -> Shown | None:
    return await anext(events, None)
