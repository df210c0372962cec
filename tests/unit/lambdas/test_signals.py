import re

import pytest

from stepgraph.lambdas import signals
from stepgraph.lambdas.signals import Signal
from stepgraph.types import Command, interrupt
from tests.unit.graphs import chain, fan
from tests.unit.lambdas.machine import Machine
from tests.unit.lambdas.test_node import JOINED, asks, broken, flaky

SECRET = {"value": "my secret", "log": ["my secret"]}


def writes_too_much(_state):
    return {"value": object(), "log": ["my secret"]}


@pytest.mark.parametrize(
    "action",
    [
        asks,
        broken,
        flaky,
        writes_too_much,
        lambda _: Command(goto="my secret"),
        lambda _: {"my secret": 1},
        lambda _: interrupt(object()),
    ],
)
@pytest.mark.parametrize("retries", [0, 9])
def test_a_signal_says_where_to_look_and_nothing_of_the_users(action, retries):
    machine = Machine(chain("a", a=action))
    ticket = machine.start(SECRET)
    with pytest.raises(Signal) as caught:
        machine.node("a", ticket, retries)
    assert re.fullmatch(rf"[A-Z_]+ run={ticket['run']} seq=1 task=(N:a)?", str(caught.value))
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_no_ticket_holds_anything_of_the_users():
    machine = Machine(fan(lambda arg: {"log": [arg]}, ["my secret"] * 3))
    machine.run(SECRET, {"configurable": {"user": "my secret"}})
    tickets = [ticket for _, ticket, _ in machine.events]
    assert tickets
    assert "secret" not in str([*tickets, *machine.started])


def test_a_join_that_is_incomplete_names_a_task_and_no_data():
    machine = Machine(fan(lambda arg: {"log": [arg]}, ["my secret"] * 2))
    ticket = machine.node("split", machine.start(SECRET))
    with pytest.raises(Signal, match=r"task=S:000000:worker$"):
        machine.node("join", {**ticket, **JOINED})


def test_the_page_draws_the_tree_as_it_is():
    drawn = re.findall(r"^ *[*x] (\w+)", signals.__doc__ or "", re.MULTILINE)
    assert drawn == ["Signal", *(kind.__name__ for kind in Signal.__subclasses__())]


def test_every_signal_has_a_code_of_its_own():
    kinds: list[type[Signal]] = [Signal, *Signal.__subclasses__()]
    codes = [kind.code for kind in kinds]
    assert len(codes) == len(set(codes))
