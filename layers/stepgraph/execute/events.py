"""From checkpoints to what a stream shows: the same in process and read from the log. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from stepgraph.checkpoint.answers import open_questions
from stepgraph.checkpoint.head import Head
from stepgraph.checkpoint.reading import Stage
from stepgraph.constants import START
from stepgraph.engine import GraphSpec
from stepgraph.engine.plan import isolated, visible
from stepgraph.types import Interrupt

INTERRUPT = "__interrupt__"


class Event(NamedTuple):
    """One thing to show, in the mode that asked for it."""

    mode: str
    data: Any


def events_of(spec: GraphSpec, stage: Stage, modes: Sequence[str]) -> Iterator[Event]:
    """What the arrival of one checkpoint shows."""
    if "updates" in modes:
        for result in stage.results:
            if result.node != START:
                shown = {key: value for key, value in result.writes if key in spec.state_keys}
                yield Event("updates", {result.node: isolated(shown) or None})
    if "values" in modes:
        yield Event("values", output_of(spec, stage))


def interrupt_events(head: Head, modes: Sequence[str]) -> Iterator[Event]:
    """What a run that waits for answers shows last."""
    interrupts = open_interrupts(head)
    if interrupts:
        for mode in modes:
            yield Event(mode, {INTERRUPT: interrupts})


def output_of(spec: GraphSpec, stage: Stage) -> dict[str, Any]:
    """The state as a caller sees it."""
    state = visible(spec, stage.checkpoint.values)
    return {key: isolated(state[key]) for key in spec.output_keys or state if key in state}


def open_interrupts(head: Head) -> tuple[Interrupt, ...]:
    """The questions that wait for an answer."""
    return tuple(Interrupt(question.value, id) for id, question in open_questions(head).items())
