import json

import pytest

from stepgraph.errors import InvalidTicketError
from stepgraph.lambdas.finish import finish_run
from tests.unit.graphs import begin, chain, log_of
from tests.unit.lambdas.machine import Machine

VALUE = {"value": 1}


def event_of(ticket, status="ABORTED"):
    return {"detail": {"status": status, "input": json.dumps(ticket)}}


@pytest.fixture
def machine():
    return Machine(chain("a"))


@pytest.mark.parametrize("status", ["ABORTED", "FAILED", "TIMED_OUT"])
def test_an_open_run_whose_execution_ended_badly_is_closed_once(machine, status):
    event = event_of(machine.start(VALUE), status)
    assert finish_run(machine.table, event)
    assert machine.status() == "error"
    before = machine.items()
    assert not finish_run(machine.table, event)
    assert machine.items() == before


def test_a_run_that_has_ended_is_left_alone(machine):
    ticket = machine.start(VALUE)
    machine.node("a", ticket)
    assert not finish_run(machine.table, event_of(ticket))
    assert machine.status() == "idle"


def test_a_run_of_another_owner_is_left_alone(machine):
    ticket = machine.start(VALUE)
    begin(machine.spec, log_of(machine.table), run="rival")
    assert not finish_run(machine.table, event_of(ticket))
    assert machine.status() == "busy"


def test_a_thread_that_is_gone_stays_gone(machine):
    ticket = machine.start(VALUE)
    assert not finish_run(machine.table, event_of({**ticket, "thread": "gone"}))
    assert machine.table.query("local#T#gone", " ", "~") == []


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"detail": None},
        {"detail": []},
        {"detail": {}},
        event_of({}, "SUCCEEDED"),
        event_of({}, "RUNNING"),
        event_of({}),
        event_of([]),
        event_of(None),
        {"detail": {"status": "ABORTED"}},
        {"detail": {"status": "ABORTED", "input": "{"}},
        {"detail": {"status": "ABORTED", "input": None}},
    ],
)
def test_what_is_no_bad_end_of_ours_is_refused(machine, event):
    with pytest.raises(InvalidTicketError):
        finish_run(machine.table, event)
