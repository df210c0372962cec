"""From checkpoints to what a stream shows: the same in process and read from the log. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from stepgraph.checkpoint.answers import open_questions
from stepgraph.checkpoint.head import Head
from stepgraph.checkpoint.reading import Stage
from stepgraph.constants import START
from stepgraph.engine import GraphSpec
from stepgraph.engine.outside import written_by
from stepgraph.engine.plan import visible
from stepgraph.engine.view import isolated
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
                shown = isolated(written_by(spec, result))
                # A node that writes nothing shows None; a function may return what is empty.
                yield Event(
                    "updates", {result.node: shown if spec.output_channel else shown or None}
                )
    if "values" in modes and _has_output(spec, stage):
        yield Event("values", output_of(spec, stage))


def interrupt_events(spec: GraphSpec, head: Head, modes: Sequence[str]) -> Iterator[Event]:
    """What a run that waits for answers shows last."""
    interrupts = open_interrupts(head)
    if not interrupts or head.last is None:
        return
    if "updates" in modes:
        yield Event("updates", {INTERRUPT: interrupts})
    if "values" in modes:
        yield Event("values", reply_of(spec, head))


def resume_events(spec: GraphSpec, stage: Stage, modes: Sequence[str]) -> Iterator[Event]:
    """What a run that goes on shows first: where it goes on from."""
    if "values" in modes:
        yield Event("values", output_of(spec, stage))


def reply_of(spec: GraphSpec, head: Head) -> Any:
    """What the caller of a run gets: the state, and what waits for an answer."""
    assert head.last is not None
    output, interrupts = output_of(spec, head.last), open_interrupts(head)
    if not interrupts:
        return output
    return {**(output if isinstance(output, dict) else {}), INTERRUPT: interrupts}


def output_of(spec: GraphSpec, stage: Stage) -> Any:
    """The state as a caller sees it, or the one value that stands for it."""
    if spec.output_channel:
        return isolated(stage.checkpoint.values.get(spec.output_channel))
    state = visible(spec, stage.checkpoint.values)
    return {key: isolated(state[key]) for key in spec.output_keys or state if key in state}


def _has_output(spec: GraphSpec, stage: Stage) -> bool:
    """Whether there is a state to show: a function that has yet to return leaves none."""
    channel = spec.output_channel
    return not channel or any(key == channel for one in stage.results for key, _ in one.writes)


def open_interrupts(head: Head) -> tuple[Interrupt, ...]:
    """The questions that wait for an answer."""
    return tuple(Interrupt(question.value, id) for id, question in open_questions(head).items())
