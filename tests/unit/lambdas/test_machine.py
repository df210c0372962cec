"""Whole executions: the same end as in process, whatever is delivered twice or dies."""

from typing import Any, Literal

import pytest

from functions.graphs.spine.graph import builder as spine
from stepgraph.checkpoint.memory import InMemorySaver
from stepgraph.constants import START
from stepgraph.errors import StaleThreadError, TransientError
from stepgraph.graph import StateGraph
from stepgraph.types import Command, Send, interrupt
from tests.unit.graphs import begin, chain, config, fan, log_of, nodes, sends_of
from tests.unit.lambdas.machine import Machine, outcome

TOPIC = {"topic": "black holes"}
VALUE = {"value": 1}


def second_time(state, runtime):
    if runtime.execution_info.node_attempt == 1:
        raise TransientError
    return {"log": ["second time"]}


def either(state) -> Literal["b", "__end__"]:
    return "b" if len(state["log"]) < 4 else "__end__"


def send_or_name(state):
    return [Send("worker", n) for n in range(2)] if len(state["log"]) < 3 else "j"


GRAPHS: dict[str, tuple[Any, ...]] = {
    "spine": (spine, TOPIC, [Command(resume=True)]),
    "spine in one line": (spine, {"topic": "holes"}, [Command(resume=False)]),
    "chain": (chain("a", "b", "c"), VALUE, []),
    "retry": (chain("a", "b", a=second_time), VALUE, []),
    "fan": (fan(lambda n: {"log": [n]}, range(12)), VALUE, []),
    "fan of one": (fan(lambda n: {"log": [n]}, [7]), VALUE, []),
    "fan of none": (fan(lambda n: {"log": [n]}, []), VALUE, []),
    "fan that retries": (fan(second_time), VALUE, []),
    "fan to the end": (
        nodes("worker").add_conditional_edges(START, sends_of([1, 2]), ["worker"]),
        VALUE,
        [],
    ),
    "loop": (
        nodes("a", "b").add_edge(START, "a").add_edge("b", "a").add_conditional_edges("a", either),
        VALUE,
        [],
    ),
    "fan or not": (
        nodes("a", "worker", "j", worker=lambda n: {"log": [n]})
        .add_edge(START, "a")
        .add_conditional_edges("a", send_or_name, ["worker", "j"])
        .add_edge("worker", "a"),
        VALUE,
        [],
    ),
    "goto": (nodes("a", "b", a=lambda _: Command(goto="b")).add_edge(START, "a"), VALUE, []),
    "goto from a fan": (
        nodes("s", "worker", "j", worker=lambda n: Command(update={"log": [n]}, goto="j"))
        .add_edge(START, "s")
        .add_conditional_edges("s", sends_of([1, 2]), ["worker"]),
        VALUE,
        [],
    ),
    "two questions": (
        chain("a", "b", a=lambda _: {"log": [interrupt("one?"), interrupt("two?")]}),
        VALUE,
        [Command(resume=1), Command(resume=2)],
    ),
}
every_graph = pytest.mark.parametrize(
    ("builder", "input", "answers"), GRAPHS.values(), ids=GRAPHS.keys()
)


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setattr("time.sleep", lambda _: None)


def in_process(builder: StateGraph, input, answers):
    """The state and the entries of the log after a run in this process."""
    graph = builder.compile(table := InMemorySaver(), name="tiny")
    for one in (input, *answers):
        graph.invoke(one, config())
    machine = Machine(builder, table)
    return machine.state(), history(machine)


def history(machine):
    """The log without ids: what each entry commits, and what comes next."""
    stages = log_of(machine.table).history(machine.spec).stages
    return [(stage.entry.kind, stage.results, stage.checkpoint.next) for stage in stages]


def is_stale(answer):
    return isinstance(answer, tuple) and answer[0] == "StaleThreadError"


def run_all(machine, input, answers):
    ends = [machine.run(one) for one in (input, *answers)]
    assert ends == ["__interrupted__"] * len(answers) + ["__end__"]
    assert machine.status() == "idle"


@every_graph
def test_an_execution_ends_as_a_run_in_process(builder, input, answers):
    machine = Machine(builder)
    run_all(machine, input, answers)
    assert (machine.state(), history(machine)) == in_process(builder, input, answers)


@every_graph
def test_an_event_that_is_handled_twice_answers_the_same_and_writes_nothing_new(
    builder, input, answers
):
    machine = Machine(builder)

    def twice(call):
        first = outcome(call)
        before = machine.items()
        assert outcome(call) == first
        assert machine.items() == before
        return call()

    machine.deliver = twice
    run_all(machine, input, answers)


@every_graph
def test_an_event_that_is_delivered_again_after_the_run_moved_on_writes_nothing_new(
    builder, input, answers
):
    machine = Machine(builder)
    answered = []

    def remember(call):
        answered.append((call, outcome(call)))
        return call()

    machine.deliver = remember
    run_all(machine, input, answers)
    before = machine.items()
    for (name, ticket, _), (call, first) in zip(machine.events, answered, strict=True):
        again = outcome(call)
        assert machine.items() == before
        # Answers within a fan go nowhere, and control tells what is and not what was.
        moved = isinstance(first, dict) and first["seq"] != ticket["seq"]
        if moved and name != "control" and not is_stale(again):
            # Of a fan, less may be left to do.
            assert {**again, "tasks": first["tasks"]} == first
            assert set(again["tasks"]) <= set(first["tasks"])


@every_graph
def test_a_lambda_that_dies_after_its_writes_is_done_when_it_is_tried_again(
    builder, input, answers
):
    """Step Functions retries with the same ticket; what the first attempt wrote stands."""
    machine = Machine(builder)

    def die_once(call):
        outcome(call)
        return call()

    machine.deliver = die_once
    run_all(machine, input, answers)
    assert machine.state() == in_process(builder, input, answers)[0]


def test_a_ticket_of_an_older_run_is_stale_and_changes_nothing():
    machine = Machine(chain("a", "b"))
    old = machine.start(VALUE)
    machine.node("a", old)
    begin(machine.spec, log_of(machine.table), run="rival")
    before = machine.items()
    for node in ("a", "b"):
        with pytest.raises(StaleThreadError, match="no longer owns thread 't'"):
            machine.node(node, old)
    assert machine.control(old)["next"] == "__failed__"
    assert machine.items() == before


def test_a_run_of_which_only_the_commit_of_a_fan_is_left_can_be_resumed():
    machine = Machine(fan(lambda n: {"log": [n]}))
    ticket = machine.node("split", machine.start(VALUE))
    for index in ticket["tasks"]:
        machine.node("worker", {**ticket, "tasks": [index]})
    assert log_of(machine.table).abandon(ticket["run"])
    assert machine.run(None) == "__end__"
    assert machine.state()["log"] == ["split", 0, 1, 2, "join"]


def test_a_run_that_was_stopped_within_a_fan_is_resumed_with_what_is_left():
    calls = []

    def worker(number):
        calls.append(number)
        return {"log": [number]}

    machine = Machine(fan(worker))
    ticket = machine.node("split", machine.start(VALUE))
    machine.node("worker", {**ticket, "tasks": [1]})
    assert log_of(machine.table).abandon(ticket["run"])
    assert machine.run(None) == "__end__"
    assert machine.state()["log"] == ["split", 0, 1, 2, "join"]
    assert calls == [1, 0, 2]
