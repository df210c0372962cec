"""What runs in the place of a node that has failed."""

from __future__ import annotations

import asyncio
import time
from operator import add
from typing import Annotated, Any, TypedDict

import pytest

from stepgraph.checkpoint.memory import InMemorySaver
from stepgraph.errors import NodeError, NodeTimeoutError
from stepgraph.graph import START, StateGraph
from stepgraph.types import Command, RetryPolicy, Send, interrupt

CONFIG = {"configurable": {"thread_id": "t"}}


class State(TypedDict, total=False):
    log: Annotated[list[str], add]


def fails(state: State) -> None:
    raise ValueError("broken")


def told(state: State, error: NodeError) -> dict[str, Any]:
    return {"log": [f"{error.node}: {error.error}"]}


def graph_of(**options: Any) -> Any:
    builder = StateGraph(State).add_node("work", fails, **options)
    builder.add_node("next", lambda state: {"log": ["next"]})
    builder.add_node("rescue", lambda state: {"log": ["rescue"]})
    return builder.add_edge(START, "work").add_edge("work", "next").compile(InMemorySaver())


def test_a_handler_writes_in_the_place_of_the_node_whose_edges_do_not_fire():
    assert graph_of(error_handler=told).invoke({"log": []}, CONFIG) == {"log": ["work: broken"]}


def test_a_handler_goes_where_its_command_says():
    def handler(state, error):
        return Command(update={"log": ["sent on"]}, goto="rescue")

    found = graph_of(error_handler=handler).invoke({"log": []}, CONFIG)
    assert found == {"log": ["sent on", "rescue"]}


def test_a_handler_waits_until_the_retries_are_used_up():
    tries: list[int] = []

    def handler(state, error):
        return {"log": [f"after {len(tries)}"]}

    def work(state):
        tries.append(1)
        raise ConnectionError

    policy = RetryPolicy(initial_interval=0, jitter=False, max_attempts=3)
    builder = StateGraph(State).add_node("work", work, error_handler=handler, retry_policy=policy)
    assert builder.add_edge(START, "work").compile().invoke({"log": []}) == {"log": ["after 3"]}


def test_a_handler_that_fails_fails_the_run_with_its_own_error():
    def handler(state, error):
        raise KeyError("worse")

    graph = graph_of(error_handler=handler)
    with pytest.raises(KeyError, match="worse"):
        graph.invoke({"log": []}, CONFIG)
    assert "worse" in str(graph.get_state(CONFIG).tasks[0].error)


def test_a_handler_may_ask_a_person():
    def handler(state, error):
        return {"log": [interrupt("what now?")]}

    graph = graph_of(error_handler=handler)
    graph.invoke({"log": []}, CONFIG)
    assert graph.invoke(Command(resume="go on"), CONFIG) == {"log": ["go on"]}


def test_one_handler_for_all_nodes_yields_to_a_node_s_own():
    builder = StateGraph(State).set_node_defaults(error_handler=told)
    builder.add_node("a", fails)
    builder.add_node("b", fails, error_handler=lambda state, error: {"log": ["own"]})
    builder.add_edge(START, "a").add_edge(START, "b")
    assert builder.compile().invoke({"log": []}) == {"log": ["a: broken", "own"]}


def test_a_handler_keeps_the_siblings_of_a_fan_together():
    def work(number):
        if number == 1:
            raise ValueError("broken")
        return {"log": [str(number)]}

    builder = StateGraph(State).add_node("work", work, error_handler=told)
    sends = [Send("work", number) for number in range(3)]
    builder.add_conditional_edges(START, lambda state: sends, ["work"])
    found = builder.compile(InMemorySaver()).invoke({"log": []}, CONFIG)
    assert found == {"log": ["0", "work: broken", "2"]}


def test_a_node_that_takes_too_long_is_left_behind_or_cancelled():
    async def slow(state):
        await asyncio.sleep(5)

    for run in (
        lambda graph: graph.invoke({"log": []}),
        lambda graph: asyncio.run(graph.ainvoke({"log": []})),
    ):
        builder = StateGraph(State).add_node(
            "slow", slow, timeout=0.02, retry_policy=RetryPolicy(max_attempts=1)
        )
        began = time.perf_counter()
        with pytest.raises(NodeTimeoutError, match="slow"):
            run(builder.add_edge(START, "slow").compile())
        assert time.perf_counter() - began < 4
