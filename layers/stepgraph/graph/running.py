"""From a request to the supersteps of its run, with an event loop and without."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from stepgraph.checkpoint import ids
from stepgraph.checkpoint.head import Head
from stepgraph.checkpoint.log import ThreadLog
from stepgraph.checkpoint.table import Table
from stepgraph.engine import GraphSpec
from stepgraph.errors import ConfigurationError
from stepgraph.execute import Scratch, adrive, drive
from stepgraph.execute.driver import leave
from stepgraph.execute.journal import Journal
from stepgraph.graph.nested import Nested
from stepgraph.graph.request import Request
from stepgraph.graph.snapshots import checkpoint_not_found, checkpoint_of
from stepgraph.ops.claim import claim
from stepgraph.ops.scope import Emit, Scope
from stepgraph.runtime import current_runtime
from stepgraph.types import Command, RunnableConfig

if TYPE_CHECKING:
    from stepgraph.store.base import BaseStore


@dataclass(frozen=True, slots=True)
class Running:
    """A graph and what it was compiled with."""

    spec: GraphSpec
    table: Table | None
    store: BaseStore | None = None
    interrupt_before: tuple[str, ...] = ()
    interrupt_after: tuple[str, ...] = ()
    inherits: bool = True
    """Whether a graph inside another is logged with it."""

    def heads(self, request: Request, emit: Emit | None = None) -> Iterator[Head]:
        """The thread after the input and after each superstep."""
        nested = self._nested()
        if nested is not None:
            yield from nested.heads(request.input)
            return
        journal = self._journal(request.config)
        head = self._begin(journal, request)
        try:
            yield head
        except GeneratorExit:
            leave(journal, head)
            raise
        scope = self._scope(request, journal, emit)
        yield from drive(self.spec, journal, head, scope, request.limit)

    async def aheads(self, request: Request, emit: Emit | None = None) -> AsyncIterator[Head]:
        """The same in an event loop."""
        nested = self._nested()
        if nested is not None:
            async for moved in nested.aheads(request.input):
                yield moved
            return
        journal = self._journal(request.config)
        begin = partial(self._begin, journal, request)
        head = await asyncio.to_thread(begin) if journal.blocks else begin()
        try:
            yield head
        except GeneratorExit:
            leave(journal, head)
            raise
        scope = self._scope(request, journal, emit)
        async for moved in adrive(self.spec, journal, head, scope, request.limit):
            yield moved

    def log(self, config: RunnableConfig | None) -> ThreadLog:
        """The log of the thread that a config names."""
        if self.table is None:
            raise ConfigurationError(
                f"Graph {self.spec.name!r} has no checkpointer, so it has no threads.",
                "Compile it with one, as in compile(checkpointer=InMemorySaver()).",
            )
        thread = ((config or {}).get("configurable") or {}).get("thread_id")
        if thread is None:
            raise ConfigurationError(
                "The config names no thread.",
                'Pass config={"configurable": {"thread_id": "..."}}.',
            )
        return ThreadLog(self.table, str(thread))

    def _nested(self) -> Nested | None:
        """This run as part of the task that calls, if one does and the graph has no table."""
        runtime = current_runtime.get()
        if runtime is None or runtime.scope is None or self.table is not None:
            return None
        return Nested(self.spec, runtime, is_logged=self.inherits)

    def head_at(self, log: ThreadLog, config: RunnableConfig) -> Head:
        """The thread, or how it stood at the checkpoint that the config names."""
        wanted = checkpoint_of(config)
        if wanted is None:
            return log.load(self.spec)
        try:
            seq, _ = ids.seq_of(wanted)
        except ValueError as error:
            raise checkpoint_not_found(wanted, log.thread) from error
        head = log.history(self.spec).at(seq)
        if wanted not in (
            ids.checkpoint_id(head.incarnation, seq),
            ids.checkpoint_id(head.incarnation, seq, arrived=True),
        ):
            raise checkpoint_not_found(wanted, log.thread)
        return head

    def _journal(self, config: RunnableConfig) -> ThreadLog | Scratch:
        return Scratch() if self.table is None else self.log(config)

    def _begin(self, journal: ThreadLog | Scratch, request: Request) -> Head:
        run, given = str(request.config.get("run_id") or uuid.uuid4()), request.input
        if isinstance(journal, ThreadLog):
            head = self.head_at(journal, request.config)
            return claim(self.spec, journal, head, given, run, request.settings)
        if given is None or isinstance(given, Command):
            raise ConfigurationError(
                "A run without a checkpointer has nothing to resume.",
                "Compile the graph with a checkpointer, and name a thread in the config.",
            )
        return journal.begin(self.spec, Head(run), given, run, request.settings)

    def _scope(self, request: Request, journal: Journal, emit: Emit | None) -> Scope:
        return Scope(
            thread=journal.thread,
            table=self.table,
            log=journal if isinstance(journal, ThreadLog) else None,
            limit=request.limit,
            context=request.context,
            store=self.store,
            emit=emit,
            modes=request.modes,
            control=request.control,
            interrupt_before=(*self.interrupt_before, *request.interrupt_before),
            interrupt_after=(*self.interrupt_after, *request.interrupt_after),
        )


def last_of(heads: Iterator[Head]) -> Head:
    """The thread at the end of a run."""
    *_, head = heads
    return head


def show(request: Request, ns: tuple[str, ...], mode: str, data: Any) -> Any:
    """One event in the form that the caller asked for."""
    parts = ((ns,) if request.subgraphs else ()) + ((mode,) if len(request.modes) > 1 else ())
    return (*parts, data) if parts else data
