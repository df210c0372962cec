"""A run that is written nowhere goes as one that is written to a log."""

import pytest

from stepgraph.checkpoint.head import Head
from stepgraph.checkpoint.memory import InMemorySaver
from stepgraph.execute import Scratch, drive
from stepgraph.types import interrupt
from tests.unit.graphs import chain, fan, log_of, side_by_side, spec_of


def broken(_state):
    raise ValueError("broken")


GRAPHS = {
    "chain": chain("a", "b"),
    "fan": fan(lambda n: {"log": [n]}),
    "waiting": side_by_side("a", "b")
    .add_node("j", lambda _: {"value": 1})
    .add_edge(["a", "b"], "j"),
    "asking": chain("a", a=lambda _: {"log": [interrupt("why?")]}),
    "failing": chain("a", "b", b=broken),
}


def states(spec, journal, head):
    """What a driver shows of a run, until its end or its error."""
    head = journal.begin(spec, head, {"value": 0}, "run", {})
    yield head.checkpoint
    try:
        for moved in drive(spec, journal, head):
            yield moved.checkpoint
    except ValueError as error:
        yield str(error)


@pytest.mark.parametrize("builder", GRAPHS.values(), ids=GRAPHS.keys())
def test_a_scratch_and_a_log_lead_to_the_same_checkpoints(builder):
    spec = spec_of(builder)
    log = log_of(InMemorySaver())
    assert list(states(spec, Scratch(), Head("x"))) == list(states(spec, log, log.load(spec)))


def test_a_scratch_remembers_the_present_and_nothing_else():
    spec = spec_of(chain(*"abcdef"))
    journal = Scratch()
    *_, head = drive(spec, journal, journal.begin(spec, Head("x"), {"value": 0}, "run", {}))
    assert len(head.stages) == 1
    assert head.checkpoint.values["log"] == list("abcdef")
    assert journal.thread is None
