"""A graph that runs in this process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from stepgraph.checkpoint.head import Head
from stepgraph.checkpoint.table import Table
from stepgraph.engine import GraphSpec
from stepgraph.execute.events import reply_of
from stepgraph.execute.live import alive, live
from stepgraph.graph.modes import call_events, shown
from stepgraph.graph.request import Request, request_of, run_settings
from stepgraph.graph.running import Running, last_of, show
from stepgraph.graph.snapshots import (
    checkpoint_not_found,
    checkpoint_of,
    matching,
    snapshots_of,
)
from stepgraph.graph.updates import StateUpdate, apply_updates
from stepgraph.types import RunnableConfig, StateSnapshot

if TYPE_CHECKING:
    from stepgraph.errors import Problem
    from stepgraph.graph.draw import DrawableGraph
    from stepgraph.store.base import BaseStore

__all__ = ["CompiledStateGraph", "run_settings"]

# What nodes show while they run; the other modes show what a superstep has done.
_LIVE = frozenset({"custom"})
_OF_TASKS = frozenset({"updates", "tasks", "debug"})


class CompiledStateGraph:
    """Runs a spec here, superstep by superstep; with a checkpointer, on the log of a thread."""

    def __init__(
        self,
        spec: GraphSpec,
        checkpointer: Table | None = None,
        *,
        store: BaseStore | None = None,
        interrupt_before: Sequence[str] = (),
        interrupt_after: Sequence[str] = (),
    ) -> None:
        self.spec = spec
        self._running = Running(
            spec, checkpointer, store, tuple(interrupt_before), tuple(interrupt_after)
        )

    @property
    def name(self) -> str:
        """The graph's name."""
        return self.spec.name

    @property
    def checkpointer(self) -> Table | None:
        """Where its threads are."""
        return self._running.table

    @property
    def store(self) -> BaseStore | None:
        """Its long-term memory."""
        return self._running.store

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What may be wrong with the graph although it runs."""
        from stepgraph.graph.validation import problems_of

        return tuple(problems_of(self.spec))

    def get_graph(
        self, config: RunnableConfig | None = None, *, xray: int | bool = False
    ) -> DrawableGraph:
        """The graph to be drawn: as text, Mermaid, DOT or SVG."""
        from stepgraph.graph.draw import drawable_of

        return drawable_of(self.spec)

    def named(self, name: str) -> CompiledStateGraph:
        """The same graph under another name."""
        return self._with(replace(self._running, spec=replace(self.spec, name=name)))

    def with_checkpointer(self, checkpointer: Table | None) -> CompiledStateGraph:
        """The same graph on another table."""
        return self._with(replace(self._running, table=checkpointer))

    def invoke(self, input: Any, config: RunnableConfig | None = None, **options: Any) -> Any:
        """Run to the end, an interrupt or an error, and return the state."""
        request = request_of(self.spec, input, config, **options)
        return self._output(last_of(self._running.heads(request)))

    async def ainvoke(
        self, input: Any, config: RunnableConfig | None = None, **options: Any
    ) -> Any:
        """The same in an event loop: async nodes share it, sync nodes get threads."""
        request = request_of(self.spec, input, config, **options)
        head: Head | None = None
        async for moved in self._running.aheads(request):
            head = moved
        assert head is not None
        return self._output(head)

    def stream(
        self,
        input: Any,
        config: RunnableConfig | None = None,
        *,
        stream_mode: str | Sequence[str] = "updates",
        **options: Any,
    ) -> Iterator[Any]:
        """Run, and yield what each superstep shows; with several modes, pairs of mode and data."""
        request = request_of(self.spec, input, config, modes=stream_mode, **options)
        if _is_live(self.spec, request):
            yield from live(lambda put: self._put_all(request, put))
            return
        tell, last = self._teller(request), None
        for head in self._running.heads(request):
            for event in call_events(last, request.modes):
                yield show(request, (), event.mode, event.data)
            yield from tell(head)
            last = head

    async def astream(
        self,
        input: Any,
        config: RunnableConfig | None = None,
        *,
        stream_mode: str | Sequence[str] = "updates",
        **options: Any,
    ) -> AsyncIterator[Any]:
        """The same in an event loop; leaving the stream cancels the run."""
        request = request_of(self.spec, input, config, modes=stream_mode, **options)
        async for item in alive(lambda put: self._aput_all(request, put)):
            yield item

    def batch(
        self,
        inputs: Sequence[Any],
        config: RunnableConfig | Sequence[RunnableConfig] | None = None,
        *,
        return_exceptions: bool = False,
        **options: Any,
    ) -> list[Any]:
        """Run several inputs side by side, and return their states in order."""
        configs = _configs(inputs, config)
        with ThreadPoolExecutor(_at_once(configs)) as pool:
            futures = [
                pool.submit(self.invoke, input, own, **options)
                for input, own in zip(inputs, configs, strict=True)
            ]
        if not return_exceptions:
            return [future.result() for future in futures]
        return [future.exception() or future.result() for future in futures]

    async def abatch(
        self,
        inputs: Sequence[Any],
        config: RunnableConfig | Sequence[RunnableConfig] | None = None,
        *,
        return_exceptions: bool = False,
        **options: Any,
    ) -> list[Any]:
        """The same in an event loop."""
        configs = _configs(inputs, config)
        gate = asyncio.Semaphore(_at_once(configs))

        async def one(input: Any, own: RunnableConfig | None) -> Any:
            async with gate:
                return await self.ainvoke(input, own, **options)

        runs = (one(input, own) for input, own in zip(inputs, configs, strict=True))
        return await asyncio.gather(*runs, return_exceptions=return_exceptions)

    def get_state(self, config: RunnableConfig) -> StateSnapshot:
        """A checkpoint of a thread: the newest, or the one that the config names."""
        log = self._running.log(config)
        wanted = checkpoint_of(config)
        head = log.load(self.spec) if wanted is None else log.history(self.spec)
        for snapshot in snapshots_of(self.spec, head, log.thread):
            if wanted in (None, snapshot.config["configurable"]["checkpoint_id"]):
                return snapshot
        if wanted is not None:
            raise checkpoint_not_found(wanted, log.thread)
        return StateSnapshot({}, (), dict(config), None, None, None, (), ())

    async def aget_state(self, config: RunnableConfig) -> StateSnapshot:
        """The same in an event loop."""
        return await asyncio.to_thread(self.get_state, config)

    def get_state_history(
        self,
        config: RunnableConfig,
        *,
        filter: Mapping[str, Any] | None = None,
        before: RunnableConfig | None = None,
        limit: int | None = None,
    ) -> Iterator[StateSnapshot]:
        """The checkpoints of a thread, newest first; those whose metadata is as `filter` says."""
        log = self._running.log(config)
        found = snapshots_of(self.spec, log.history(self.spec), log.thread)
        yield from islice(matching(found, filter or {}, checkpoint_of(before)), limit)

    async def aget_state_history(
        self, config: RunnableConfig, **options: Any
    ) -> AsyncIterator[StateSnapshot]:
        """The same in an event loop."""
        found = await asyncio.to_thread(lambda: list(self.get_state_history(config, **options)))
        for snapshot in found:
            yield snapshot

    def update_state(
        self, config: RunnableConfig, values: Any, as_node: str | None = None
    ) -> RunnableConfig:
        """Write to a thread as if a node had; its edges say what comes next."""
        return self.bulk_update_state(config, [[StateUpdate(values, as_node)]])

    async def aupdate_state(
        self, config: RunnableConfig, values: Any, as_node: str | None = None
    ) -> RunnableConfig:
        """The same in an event loop."""
        return await asyncio.to_thread(self.update_state, config, values, as_node)

    def bulk_update_state(
        self, config: RunnableConfig, supersteps: Sequence[Sequence[StateUpdate]]
    ) -> RunnableConfig:
        """Write several times; each update is a checkpoint of its own."""
        log = self._running.log(config)
        head = self._running.head_at(log, config)
        updates = [update for superstep in supersteps for update in superstep]
        head = apply_updates(self.spec, log, head, updates)
        return next(snapshots_of(self.spec, head, log.thread)).config

    async def abulk_update_state(
        self, config: RunnableConfig, supersteps: Sequence[Sequence[StateUpdate]]
    ) -> RunnableConfig:
        """The same in an event loop."""
        return await asyncio.to_thread(self.bulk_update_state, config, supersteps)

    def _with(self, running: Running) -> CompiledStateGraph:
        changed = CompiledStateGraph(running.spec)
        changed._running = running
        return changed

    def _output(self, head: Head) -> Any:
        return reply_of(self.spec, head)

    def _put_all(self, request: Request, put: Callable[[Any], None]) -> None:
        tell = self._teller(request)
        for head in self._running.heads(request, _emitter(request, put)):
            for item in tell(head):
                put(item)

    async def _aput_all(self, request: Request, put: Callable[[Any], None]) -> None:
        tell = self._teller(request)
        async for head in self._running.aheads(request, _emitter(request, put)):
            for item in tell(head):
                put(item)

    def _teller(self, request: Request) -> Callable[[Head], Iterator[Any]]:
        """What to show of each head, the same checkpoint once."""
        thread = (request.config.get("configurable") or {}).get("thread_id")
        last: list[Any] = [None]

        def tell(head: Head) -> Iterator[Any]:
            assert head.last is not None
            is_new, last[0] = head.last.entry is not last[0], head.last.entry
            for event in shown(self.spec, head, request.modes, thread, is_new=is_new):
                yield show(request, (), event.mode, event.data)

        return tell


def _is_live(spec: GraphSpec, request: Request) -> bool:
    """Whether to show what happens inside a superstep before it has ended."""
    modes = set(request.modes)
    # A function is one superstep: its tasks are all there is to see until it returns.
    return bool(modes & _LIVE or request.subgraphs or (spec.output_channel and modes & _OF_TASKS))


def _emitter(request: Request, put: Callable[[Any], None]) -> Callable[..., None]:
    def emit(ns: tuple[str, ...], mode: str, data: Any) -> None:
        if not ns or request.subgraphs or mode in _LIVE:
            put(show(request, ns, mode, data))

    return emit


def _configs(
    inputs: Sequence[Any], config: RunnableConfig | Sequence[RunnableConfig] | None
) -> list[RunnableConfig]:
    if config is None or isinstance(config, dict):
        return [dict(config or {}) for _ in inputs]
    return list(config)


def _at_once(configs: Sequence[RunnableConfig]) -> int:
    limits = [config.get("max_concurrency") for config in configs]
    return min((limit for limit in limits if limit), default=max(1, len(configs)))
