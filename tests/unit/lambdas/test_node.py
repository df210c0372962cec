from typing import Any

import pytest

from stepgraph.checkpoint.memory import InMemorySaver
from stepgraph.errors import InvalidTicketError, StaleThreadError, StorageError, TransientError
from stepgraph.lambdas.signals import (
    NodeFailed,
    NodeInterrupted,
    NodeRerouted,
    NodeRetry,
    SuperstepIncomplete,
)
from stepgraph.types import Command, RetryPolicy, Send, interrupt
from tests.unit.graphs import Watched, chain, fan, log_of, nodes
from tests.unit.lambdas.machine import Machine

VALUE = {"value": 1}
JOINED = {"joined": {"superstep": "ran"}}


def broken(_state):
    raise ValueError("my secret")


def flaky(_state):
    raise TransientError("my secret")


def asks(_state):
    return {"log": [interrupt("my secret?")]}


def at_the_fan(worker, args=(0, 1, 2)):
    """A machine whose three workers are next, and the ticket to them."""
    machine = Machine(fan(worker, args))
    return machine, machine.node("split", machine.start(VALUE))


def test_a_node_does_its_task_and_answers_with_the_ticket_to_the_next():
    machine = Machine(chain("a", "b"))
    ticket = machine.start(VALUE)
    assert (ticket["next"], ticket["seq"], ticket["tasks"]) == ("a", 1, [0])
    assert machine.node("a", ticket) == {**ticket, "next": "b", "node": "b", "seq": 2}
    assert machine.state()["log"] == ["a"]


def test_the_last_node_ends_the_run():
    machine = Machine(chain("a"))
    assert machine.node("a", machine.start(VALUE))["next"] == "__end__"
    assert machine.status() == "idle"


def test_a_node_reads_the_log_once_and_writes_it_once():
    machine = Machine(chain("a", "b"), table := Watched(InMemorySaver()))
    ticket = machine.start(VALUE)
    table.calls.clear()
    machine.node("a", ticket)
    assert table.calls == ["query", "write"]


def test_a_task_of_a_fan_writes_and_answers_with_its_own_ticket():
    machine, ticket = at_the_fan(lambda n: {"log": [n]})
    assert (ticket["next"], ticket["node"], ticket["tasks"]) == ("*", "worker", [0, 1, 2])
    one = {**ticket, "tasks": [1]}
    assert machine.node("worker", one) == one
    head = log_of(machine.table).load(machine.spec)
    assert list(head.pending.writes) == ["S:000001:worker"]


def test_the_node_after_a_fan_commits_for_it():
    machine, ticket = at_the_fan(lambda n: {"log": [n]})
    for index in (2, 0, 1):
        machine.node("worker", {**ticket, "tasks": [index]})
    assert machine.node("join", {**ticket, **JOINED})["next"] == "__end__"
    assert machine.state()["log"] == ["split", 0, 1, 2, "join"]


def test_a_join_that_finds_a_sibling_unfinished_says_so_and_writes_nothing():
    machine, ticket = at_the_fan(lambda n: {"log": [n]})
    machine.node("worker", {**ticket, "tasks": [0]})
    before = machine.items()
    with pytest.raises(SuperstepIncomplete, match="task=S:000001:worker"):
        machine.node("join", {**ticket, **JOINED})
    assert machine.items() == before


def test_a_join_that_is_tried_again_has_committed_for_the_fan_already():
    def join(state, runtime):
        if runtime.execution_info.node_attempt == 1:
            raise TransientError
        return {"log": ["join"]}

    machine = Machine(fan(lambda n: {"log": [n]}, join=join))
    ticket = machine.node("split", machine.start(VALUE))
    for index in ticket["tasks"]:
        machine.node("worker", {**ticket, "tasks": [index]})
    with pytest.raises(NodeRetry):
        machine.node("join", {**ticket, **JOINED})
    assert machine.state()["log"] == ["split", 0, 1, 2]
    machine.node("join", {**ticket, **JOINED}, retries=1)
    assert machine.state()["log"] == ["split", 0, 1, 2, "join"]


def test_an_interrupt_leaves_with_its_question_in_the_log():
    machine = Machine(chain("a", a=asks))
    with pytest.raises(NodeInterrupted, match="task=N:a"):
        machine.node("a", machine.start(VALUE))
    (question,) = log_of(machine.table).load(machine.spec).pending.questions["N:a"]
    assert question.value == "my secret?"
    assert machine.failure() is None


@pytest.mark.parametrize("retries", [0, 1, 2])
def test_a_failure_that_is_worth_another_attempt_leaves_as_a_retry_and_writes_nothing(retries):
    machine = Machine(chain("a", a=flaky))
    ticket = machine.start(VALUE)
    before = machine.items()
    with pytest.raises(NodeRetry):
        machine.node("a", ticket, retries)
    assert machine.items() == before


def test_the_last_attempt_fails_for_good():
    machine = Machine(chain("a", a=flaky))
    with pytest.raises(NodeFailed):
        machine.node("a", machine.start(VALUE), retries=3)
    failure = machine.failure()
    assert (failure.error, failure.message, failure.attempt) == ("TransientError", "my secret", 4)


def test_a_mistake_fails_at_once_with_its_error_in_the_log():
    machine = Machine(chain("a", a=broken))
    with pytest.raises(NodeFailed, match="task=N:a"):
        machine.node("a", machine.start(VALUE))
    failure = machine.failure()
    assert (failure.error, failure.message, failure.path) == ("ValueError", "my secret", "N:a")


def test_a_predicate_of_the_users_picks_the_signal():
    policy = RetryPolicy(retry_on=lambda error: "secret" in str(error), max_attempts=2)
    machine = Machine(chain("a", a=broken, retry=policy))
    ticket = machine.start(VALUE)
    with pytest.raises(NodeRetry):
        machine.node("a", ticket)
    with pytest.raises(NodeFailed):
        machine.node("a", ticket, retries=1)


@pytest.mark.parametrize(
    ("write", "error"),
    [
        ({"value": object()}, "UnknownTypeError"),
        ({"value": "x" * 400_000}, "ItemTooLargeError"),
        ({"log": 7}, "ReducerError"),
        ({"vlaue": 1}, "InvalidUpdateError"),
    ],
)
def test_a_write_that_cannot_be_committed_fails_the_superstep(write, error):
    machine = Machine(chain("a", a=lambda _: write))
    with pytest.raises(NodeFailed):
        machine.node("a", machine.start(VALUE))
    assert machine.failure().error == error


def test_a_table_that_breaks_is_no_failure_of_the_node():
    table = Watched(InMemorySaver())
    machine = Machine(fan(lambda n: {"log": [n]}), table)
    ticket = machine.node("split", machine.start(VALUE))
    table.is_away = True
    with pytest.raises(StorageError):
        machine.node("worker", {**ticket, "tasks": [0]})
    table.is_away = False
    assert machine.failure() is None


def test_the_recursion_limit_fails_the_run_and_keeps_its_state():
    machine = Machine(chain("a", "b", "c"))
    ticket = machine.start(VALUE, {"recursion_limit": 1})
    ticket = machine.node("a", ticket)
    with pytest.raises(NodeFailed):
        machine.node("b", ticket)
    assert machine.failure().error == "GraphRecursionError"
    assert machine.state()["log"] == ["a"]


@pytest.mark.parametrize(
    "goto", ["c", Send("c", 1), "__end__"], ids=["a node", "a send", "the end"]
)
def test_a_goto_that_no_edge_declares_is_committed_and_rerouted(goto):
    builder = nodes("a", "b", "c").add_edge("__start__", "b")
    builder.add_node("x", lambda _: Command(goto=goto), destinations=["a"]).add_edge("b", "x")
    machine = Machine(builder)
    ticket = machine.node("b", machine.start(VALUE))
    with pytest.raises(NodeRerouted):
        machine.node("x", ticket)
    again = machine.control(ticket, "NodeRerouted")
    assert again["next"] == ("c" if goto != "__end__" else "__end__")
    assert again["seq"] == ticket["seq"] + 1


def test_a_worker_that_goes_elsewhere_too_leaves_its_join_to_control():
    """The join's Lambda must not run another node's task."""
    ran = []

    def worker(number):
        return Command(update={"log": [number]}, goto="aside" if number else ())

    builder = fan(worker).add_node("aside", lambda _: ran.append("aside"))
    machine = Machine(builder)
    ticket = machine.node("split", machine.start(VALUE))
    for index in ticket["tasks"]:
        machine.node("worker", {**ticket, "tasks": [index]})
    with pytest.raises(NodeRerouted):
        machine.node("join", {**ticket, **JOINED})
    assert ran == []


WRONG: dict[str, list[Any]] = {
    "graph": [None, 1, "other"],
    "tenant": [None, 1, "", "a#b", "a\nb"],
    "thread": [None, 1, "", "\0"],
    "incarnation": [None, 1],
    "run": [None, 1],
    "seq": [None, "1", 1.5],
    "snap": [None, "1"],
    "next": [None, 1],
    "node": [None, 1],
    "tasks": [None, 0, "0", ["0"], [-1], [0.5], [True]],
}


@pytest.mark.parametrize(
    ("field", "value"), [(field, value) for field, values in WRONG.items() for value in values]
)
@pytest.mark.parametrize("lambda_of", ["a", "control"])
def test_a_ticket_with_a_wrong_field_is_refused_and_nothing_is_written(field, value, lambda_of):
    machine = Machine(chain("a", "b"))
    ticket = {**machine.start(VALUE), field: value}
    before = machine.items()
    refused = ValueError if field in ("tenant", "thread") else InvalidTicketError
    with pytest.raises(refused):
        machine.control(ticket) if lambda_of == "control" else machine.node("a", ticket)
    assert machine.items() == before


@pytest.mark.parametrize("field", WRONG)
def test_a_ticket_without_a_field_is_refused_and_nothing_is_written(field):
    machine = Machine(chain("a", "b"))
    ticket = {name: value for name, value in machine.start(VALUE).items() if name != field}
    before = machine.items()
    with pytest.raises(InvalidTicketError, match=f"'{field}'"):
        machine.node("a", ticket)
    assert machine.items() == before


@pytest.mark.parametrize(("node", "tasks"), [("b", [0]), ("a", []), ("a", [7])])
def test_a_ticket_to_no_task_of_a_node_is_refused_and_nothing_is_written(node, tasks):
    machine = Machine(chain("a", "b"))
    ticket = {**machine.start(VALUE), "tasks": tasks}
    before = machine.items()
    with pytest.raises(InvalidTicketError, match=f"no task of '{node}'"):
        machine.node(node, ticket)
    assert machine.items() == before


@pytest.mark.parametrize("field", ["run", "thread", "tenant", "seq", "snap"])
def test_a_ticket_that_points_elsewhere_finds_nothing_there(field):
    machine = Machine(chain("a", "b"))
    ticket = {**machine.start(VALUE), field: 99 if field in ("seq", "snap") else "elsewhere"}
    before = machine.items()
    with pytest.raises(StaleThreadError):
        machine.node("a", ticket)
    assert machine.items() == before
