"""Starting a run: the claim in the log, then the execution that works on it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from stepgraph.checkpoint.head import Head
from stepgraph.checkpoint.log import DEFAULT_TENANT, ThreadLog
from stepgraph.checkpoint.table import Table
from stepgraph.errors import StaleThreadError
from stepgraph.lambdas.ticket import ticket_of
from stepgraph.ops.bundle import Bundle
from stepgraph.ops.claim import claim

StartExecution = Callable[[str, str, str], None]
"""Starts the machine of a graph: its name, the execution's name, the input."""


@dataclass(frozen=True, slots=True)
class StartedRun:
    """A run that owns its thread and has an execution."""

    run: str
    graph: str
    thread: str
    seq: int
    """The position of its claim: what the run writes comes after it."""


class Launcher:
    """Starts runs as executions of state machines."""

    def __init__(self, bundle: Bundle, table: Table, start_execution: StartExecution) -> None:
        self.bundle = bundle
        self.table = table
        self._start_execution = start_execution

    def start(
        self,
        graph: str,
        thread: str,
        input: Any,
        config: Mapping[str, Any],
        *,
        tenant: str = DEFAULT_TENANT,
    ) -> StartedRun:
        """Claim the thread from an input, a Command that resumes, or None to go on."""
        spec = self.bundle.spec(graph)
        log = ThreadLog(self.table, thread, tenant=tenant)
        head = log.load(spec)
        _require_free(thread, head)
        run = str(uuid.uuid4())
        head = claim(spec, log, head, input, run, config)
        if head.checkpoint.next:
            self._start(log, graph, head)
        return StartedRun(run, graph, thread, head.position)

    def _start(self, log: ThreadLog, graph: str, head: Head) -> None:
        ticket = ticket_of(graph, log.tenant, log.thread, head)
        try:
            self._start_execution(graph, head.run, json.dumps(ticket.to_json()))
        except Exception:
            # Nobody would work on the run, so it must not keep the thread.
            log.abandon(head.run)
            raise


def _require_free(thread: str, head: Head) -> None:
    if head.meta and head.meta.status == "busy":
        raise StaleThreadError(
            f"Thread {thread!r} is busy with run {head.meta.run!r}.",
            "Wait until that run has ended, and send this again.",
        )
