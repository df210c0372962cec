"""Calls wherever a task may stand: a fan-out, a subgraph, an error handler, a Lambda."""

import operator
from typing import Annotated, Any, TypedDict

import pytest

from stepgraph.checkpoint.memory import InMemorySaver
from stepgraph.func import entrypoint, task
from stepgraph.graph import END, START, StateGraph
from stepgraph.types import Command, RetryPolicy, Send, interrupt
from tests.unit.func.flows import THREAD
from tests.unit.graphs import items_of
from tests.unit.lambdas.machine import Machine

ONCE = RetryPolicy(max_attempts=1)


class State(TypedDict, total=False):
    value: Any
    log: Annotated[list[Any], operator.add]


class Ready:
    """An entrypoint where a test expects a builder."""

    def __init__(self, graph):
        self._graph = graph

    def compile(self, name):
        return self._graph.named(name)


def fan_of(worker):
    """A graph that sends two numbers to `worker`."""
    builder = StateGraph(State)
    builder.add_node("worker", worker)
    builder.add_conditional_edges(START, lambda _: [Send("worker", 1), Send("worker", 2)])
    builder.add_edge("worker", END)
    return builder


def test_workers_of_a_fan_have_calls_and_questions_of_their_own():
    calls = []

    @task
    def ask(number):
        calls.append(number)
        return interrupt(f"{number}?")

    @task
    def double(number):
        calls.append(number * 10)
        return number * 2

    def worker(number):
        return {"log": [[double(number).result(), ask(number).result()]]}

    graph = fan_of(worker).compile(checkpointer=(table := InMemorySaver()))
    opened = graph.invoke({"value": 0}, THREAD)["__interrupt__"]
    assert [one.value for one in opened] == ["1?", "2?"]
    assert [one.id for one in graph.get_state(THREAD).interrupts] == [one.id for one in opened]
    once = graph.invoke(Command(resume={opened[0].id: "A"}), THREAD)
    assert [one.value for one in once["__interrupt__"]] == ["2?"]
    ended = graph.invoke(Command(resume="B"), THREAD)
    assert ended["log"] == [[2, "A"], [4, "B"]]
    assert sorted(calls) == [1, 1, 2, 2, 2, 10, 20]
    stored = [str(item["sk"]) for item in items_of(table) if "#T#" in str(item["sk"])]
    assert "#C#0000000001#T#S:000001:worker/000000" in stored


def test_a_subgraph_has_calls_in_its_own_log():
    calls = []

    @task
    def step(name):
        calls.append(name)
        return name

    def inner(state):
        return {"log": [step("inner").result(), interrupt("inner?")]}

    def outer(state):
        return {"log": [step("outer").result()]}

    subgraph = StateGraph(State)
    subgraph.add_node("inner", inner)
    subgraph.add_edge(START, "inner")
    builder = StateGraph(State)
    builder.add_node("sub", subgraph.compile())
    builder.add_node("outer", outer)
    builder.add_edge(START, "sub")
    builder.add_edge("sub", "outer")
    graph = builder.compile(checkpointer=(table := InMemorySaver()))
    graph.invoke({"value": 0}, THREAD)
    (stored,) = [str(item["sk"]) for item in items_of(table) if "#T#" in str(item["sk"])]
    assert stored.startswith("sub:")
    assert stored.endswith("#T#N:inner/000000")
    assert graph.invoke(Command(resume="!"), THREAD)["log"] == ["inner", "!", "outer"]
    assert calls == ["inner", "outer"]


def test_two_tasks_of_a_subgraph_may_ask_at_once():
    @task
    def ask(number):
        return interrupt(f"{number}?")

    inner = fan_of(lambda number: {"log": [ask(number).result()]}).compile()

    @entrypoint(checkpointer=InMemorySaver())
    def flow(_):
        return inner.invoke({"value": 0})["log"]

    seen = [flow.invoke(1, THREAD)["__interrupt__"][0].value]
    seen.append(flow.invoke(Command(resume="A"), THREAD)["__interrupt__"][0].value)
    assert seen == ["1?", "2?"]
    assert flow.invoke(Command(resume="B"), THREAD) == ["A", "B"]


def test_a_question_deep_inside_is_asked_once_and_answered_where_it_was_asked():
    calls = []

    @task
    def inner(what):
        calls.append("inner")
        return interrupt(what)

    @task
    def outer(what):
        calls.append("outer")
        return [inner(what).result()]

    @entrypoint(checkpointer=InMemorySaver())
    def flow(what):
        return outer(what).result()

    assert [one.value for one in flow.invoke("?", THREAD)["__interrupt__"]] == ["?"]
    assert flow.invoke(Command(resume="!"), THREAD) == ["!"]
    assert calls == ["outer", "inner"] * 2


def test_an_error_handler_makes_calls_beside_those_of_its_node():
    calls = []

    @task
    def first():
        calls.append("first")
        return "first"

    @task
    def mends():
        calls.append("mends")
        return interrupt("mended?")

    def node(_state):
        first().result()
        raise ValueError("broken")

    builder = StateGraph(State)
    builder.add_node(
        "node", node, retry_policy=ONCE, error_handler=lambda _: {"value": mends().result()}
    )
    builder.add_edge(START, "node")
    graph = builder.compile(checkpointer=InMemorySaver())
    assert graph.invoke({"value": 0}, THREAD)["__interrupt__"][0].value == "mended?"
    assert graph.invoke(Command(resume="yes"), THREAD)["value"] == "yes"
    assert calls == ["first", "mends", "mends"]


@pytest.fixture
def calls():
    return []


@pytest.fixture
def machine(calls):
    """The Lambdas of an entrypoint whose task asks between two others."""

    @task
    def step(name):
        calls.append(name)
        return name

    @task
    def ask(what):
        calls.append(what)
        return interrupt(what)

    @entrypoint()
    def flow(name):
        return [step(name).result(), ask("sure?").result(), step("last").result()]

    return Machine(Ready(flow))


def test_an_entrypoint_runs_in_a_lambda_and_goes_on_in_another(machine, calls):
    assert machine.run("first") == "__interrupted__"
    assert machine.run(Command(resume="yes")) == "__end__"
    assert machine.state()["__end__"] == ["first", "yes", "last"]
    assert calls == ["first", "sure?", "sure?", "last"]


def test_a_retry_in_a_lambda_makes_no_stored_call_again(calls):
    @task
    def step(name):
        calls.append(name)
        return name

    @entrypoint(retry_policy=RetryPolicy(max_attempts=3, retry_on=ValueError))
    def flow(_):
        first = step("first").result()
        calls.append("body")
        if calls.count("body") < 3:
            raise ValueError("not yet")
        return first

    assert Machine(Ready(flow)).run(1) == "__end__"
    assert calls == ["first", "body", "body", "body"]
