import pytest

from stepgraph.checkpoint.memory import InMemorySaver
from stepgraph.lambdas.signals import Signal
from stepgraph.types import Command, Send
from tests.unit.graphs import Watched, begin, chain, fan, log_of, nodes
from tests.unit.lambdas.machine import Machine, outcome
from tests.unit.lambdas.test_node import VALUE, asks, broken


def left(builder):
    """A machine whose first node has left the static path, and the ticket it left with."""
    machine = Machine(builder)
    ticket = machine.start(VALUE)
    with pytest.raises(Signal):
        machine.node(ticket["next"], ticket)
    return machine, ticket


def test_a_run_that_waits_is_closed_as_interrupted():
    machine, ticket = left(chain("a", a=asks))
    assert machine.control(ticket, "NodeInterrupted")["next"] == "__interrupted__"
    assert machine.status() == "interrupted"


def test_a_run_that_failed_is_closed_as_failed():
    machine, ticket = left(chain("a", a=broken))
    assert machine.control(ticket, "NodeFailed")["next"] == "__failed__"
    assert machine.status() == "error"


def test_a_failure_is_told_before_a_question():
    machine = Machine(fan(lambda n: broken(n) if n else asks(n), [0, 1]))
    assert machine.run(VALUE) == "__failed__"
    assert machine.status() == "error"


@pytest.mark.parametrize("error", ["Lambda.Unknown", "States.Timeout", "LambdaFault"])
def test_a_lambda_that_ends_without_a_trace_fails_the_run_and_is_named(error):
    machine = Machine(chain("a", "b"))
    assert machine.control(machine.start(VALUE), error)["next"] == "__failed__"
    assert machine.status() == "error"
    assert (machine.failure().error, error in machine.failure().message) == (
        "NodeFailedError",
        True,
    )


@pytest.mark.parametrize(("builder", "follows"), [(chain("a", "b"), "b"), (chain("a"), "__end__")])
def test_a_lambda_that_ends_badly_after_its_commit_has_done_its_work(builder, follows):
    machine = Machine(builder)
    ticket = machine.start(VALUE)
    machine.node("a", ticket)
    status = machine.status()
    assert machine.control(ticket, "States.Timeout")["next"] == follows
    assert machine.status() == status


def test_a_run_of_another_owner_is_left_alone():
    machine, ticket = left(chain("a", a=asks))
    begin(machine.spec, log_of(machine.table), run="rival")
    before = machine.items()
    assert machine.control(ticket, "NodeInterrupted")["next"] == "__failed__"
    assert machine.items() == before


def test_control_commits_for_a_fan_that_nobody_follows():
    builder = nodes("worker", worker=lambda n: {"log": [n]})
    builder.add_conditional_edges("__start__", lambda _: [Send("worker", n) for n in range(2)])
    machine = Machine(builder)
    ticket = machine.start(VALUE)
    for index in ticket["tasks"]:
        machine.node("worker", {**ticket, "tasks": [index]})
    assert machine.control({**ticket, "joined": {}})["next"] == "__end__"
    assert machine.state()["log"] == [0, 1]
    assert machine.status() == "idle"


@pytest.mark.parametrize(
    ("write", "error"), [({"value": 1}, "ConcurrentUpdateError"), ({"log": 7}, "ReducerError")]
)
def test_a_fan_that_cannot_be_committed_fails_the_run(write, error):
    machine = Machine(fan(lambda _: write))
    ticket = machine.node("split", machine.start(VALUE))
    for index in ticket["tasks"]:
        machine.node("worker", {**ticket, "tasks": [index]})
    assert machine.control(ticket)["next"] == "__failed__"
    assert (machine.failure().error, machine.failure().path) == (error, "")
    assert machine.status() == "error"


def test_a_table_that_breaks_is_worth_another_try_and_closes_nothing():
    table = Watched(InMemorySaver())
    machine = Machine(fan(lambda n: {"log": [n]}), table)
    ticket = machine.node("split", machine.start(VALUE))
    for index in ticket["tasks"]:
        machine.node("worker", {**ticket, "tasks": [index]})
    table.is_away = True
    assert outcome(lambda: machine.control(ticket))[0] == "StorageError"
    table.is_away = False
    assert machine.status() == "busy"
    assert machine.control(ticket)["next"] == "join"


def test_tasks_side_by_side_that_no_edge_declares_fail_the_run_with_the_fix():
    machine, ticket = left(nodes("a", "b", "c", a=lambda _: Command(goto=["b", "c"])).add_edge(
        "__start__", "a"
    ))  # fmt: skip
    assert machine.control(ticket, "NodeRerouted")["next"] == "__failed__"
    failure = machine.failure()
    assert failure.error == "NotCompilableError"
    assert "of b, c" in failure.message
    assert "path_map" in failure.message


def going(*sends):
    """`a` goes where no edge of its leads; `worker` is a fan of another edge."""
    builder = nodes("a", "b", "worker", a=lambda _: Command(goto=list(sends)))
    return builder.add_edge("__start__", "a").add_conditional_edges("b", lambda _: [], ["worker"])


def test_sends_to_the_workers_of_another_edge_have_a_state_in_the_machine():
    machine, ticket = left(going(Send("worker", 1), Send("worker", 2)))
    again = machine.control(ticket, "NodeRerouted")
    assert (again["next"], again["node"], again["tasks"]) == ("*", "worker", [0, 1])
    assert machine.status() == "busy"


def test_sends_to_a_node_that_no_edge_sends_to_have_none():
    machine, ticket = left(going(Send("b", 1), Send("b", 2)))
    assert machine.control(ticket, "NodeRerouted")["next"] == "__failed__"
    assert machine.failure().error == "NotCompilableError"
