"""A graph that runs in this process."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from stepgraph.checkpoint.head import Head
from stepgraph.checkpoint.log import ThreadLog
from stepgraph.checkpoint.table import Table
from stepgraph.engine import GraphSpec
from stepgraph.errors import ConfigurationError, InvalidInputError
from stepgraph.execute import Event, Scratch, drive, events_of
from stepgraph.execute.events import INTERRUPT, interrupt_events, open_interrupts, output_of
from stepgraph.graph.snapshots import snapshots_of
from stepgraph.ops.claim import claim
from stepgraph.types import Command, RunnableConfig, StateSnapshot

STREAM_MODES = ("values", "updates")


class CompiledStateGraph:
    """Runs a spec here, superstep by superstep; with a checkpointer, on the log of a thread."""

    def __init__(self, spec: GraphSpec, checkpointer: Table | None = None) -> None:
        self.spec = spec
        self.checkpointer = checkpointer

    @property
    def name(self) -> str:
        """The graph's name."""
        return self.spec.name

    def named(self, name: str) -> CompiledStateGraph:
        """The same graph under another name."""
        return CompiledStateGraph(replace(self.spec, name=name), self.checkpointer)

    def with_checkpointer(self, checkpointer: Table | None) -> CompiledStateGraph:
        """The same graph on another table."""
        return CompiledStateGraph(self.spec, checkpointer)

    def invoke(self, input: Any, config: RunnableConfig | None = None) -> dict[str, Any]:
        """Run to the end, an interrupt or an error, and return the state."""
        *_, head = self._run(input, config)
        assert head.last is not None
        output = output_of(self.spec, head.last)
        interrupts = open_interrupts(head)
        return {**output, INTERRUPT: interrupts} if interrupts else output

    def stream(
        self,
        input: Any,
        config: RunnableConfig | None = None,
        *,
        stream_mode: str | Sequence[str] = "updates",
    ) -> Iterator[Any]:
        """Run, and yield what each superstep shows; with several modes, pairs of mode and data."""
        modes = (stream_mode,) if isinstance(stream_mode, str) else tuple(stream_mode)
        _require_modes(modes)
        for event in self._events(input, config, modes):
            yield event.data if isinstance(stream_mode, str) else tuple(event)

    def get_state(self, config: RunnableConfig) -> StateSnapshot:
        """The newest checkpoint of a thread."""
        log = self._log(config)
        found = snapshots_of(self.spec, log.load(self.spec), log.thread)
        return next(found, _empty(config))

    def get_state_history(self, config: RunnableConfig) -> Iterator[StateSnapshot]:
        """All checkpoints of a thread, newest first."""
        log = self._log(config)
        yield from snapshots_of(self.spec, log.history(self.spec), log.thread)

    def _events(
        self, input: Any, config: RunnableConfig | None, modes: Sequence[str]
    ) -> Iterator[Event]:
        shown = None
        for head in self._run(input, config):
            assert head.last is not None
            # What an earlier run committed is no news of a run that resumes.
            if head.last.entry is not shown and head.last.entry.run == head.run:
                yield from events_of(self.spec, head.last, modes)
                shown = head.last.entry
            yield from interrupt_events(head, modes)

    def _run(self, input: Any, config: RunnableConfig | None) -> Iterator[Head]:
        run, settings = str(uuid.uuid4()), run_settings(config)
        if self.checkpointer is None:
            journal = Scratch()
            head = journal.begin(self.spec, Head(run), _require_input(input), run, settings)
            yield head
            yield from drive(self.spec, journal, head)
            return
        log = self._log(config)
        head = log.load(self.spec)
        head = claim(self.spec, log, head, input, run, settings)
        assert head.last is not None
        if head.last.entry.run == run:
            yield head
        yield from drive(self.spec, log, head)

    def _log(self, config: RunnableConfig | None) -> ThreadLog:
        if self.checkpointer is None:
            raise ConfigurationError(
                f"Graph {self.name!r} has no checkpointer, so it has no threads.",
                "Compile it with one, as in compile(checkpointer=InMemorySaver()).",
            )
        thread = ((config or {}).get("configurable") or {}).get("thread_id")
        if thread is None:
            raise ConfigurationError(
                "The config names no thread.",
                'Pass config={"configurable": {"thread_id": "..."}}.',
            )
        return ThreadLog(self.checkpointer, str(thread))


def run_settings(config: RunnableConfig | None) -> dict[str, Any]:
    """What a run keeps of its config in the log."""
    config = config or {}
    configurable = dict(config.get("configurable") or {})
    configurable.pop("thread_id", None)
    kept = {"configurable": configurable, "metadata": config.get("metadata"),
            "recursion_limit": config.get("recursion_limit")}  # fmt: skip
    return {key: value for key, value in kept.items() if value}


def _require_modes(modes: Sequence[str]) -> None:
    for mode in modes:
        if mode not in STREAM_MODES:
            raise InvalidInputError(
                f"There is no stream mode {mode!r}.", f"Use {' or '.join(STREAM_MODES)}."
            )


def _require_input(input: Any) -> Any:
    if input is None or isinstance(input, Command):
        raise ConfigurationError(
            "A run without a checkpointer has nothing to resume.",
            "Compile the graph with a checkpointer, and name a thread in the config.",
        )
    return input


def _empty(config: Mapping[str, Any]) -> StateSnapshot:
    return StateSnapshot({}, (), dict(config), None, None, None, (), ())
