"""The same graphs in an event loop, and streams that flow while nodes run."""

from __future__ import annotations

import asyncio
import time
from operator import add
from typing import Annotated, Any, TypedDict

import pytest

from stepgraph.checkpoint.memory import InMemorySaver
from stepgraph.config import get_stream_writer
from stepgraph.errors import GraphDrained, InvalidInputError
from stepgraph.graph import START, StateGraph
from stepgraph.runtime import RunControl
from stepgraph.types import Send

CONFIG = {"configurable": {"thread_id": "t"}}


class State(TypedDict, total=False):
    count: int
    seen: Annotated[list[int], add]


async def later(state):
    await asyncio.sleep(0.001)
    return {"count": state["count"] + 1}


def single(node: Any, **options: Any) -> Any:
    return StateGraph(State).add_node("node", node).add_edge(START, "node").compile(**options)


def fanning(worker: Any, number: int) -> Any:
    builder = StateGraph(State).add_node("worker", worker)
    builder.add_conditional_edges(
        START, lambda state: [Send("worker", n) for n in range(number)], ["worker"]
    )
    return builder.compile()


def test_an_async_node_runs_with_a_loop_and_without():
    graph = single(later)
    assert graph.invoke({"count": 1})["count"] == 2
    assert asyncio.run(graph.ainvoke({"count": 1}))["count"] == 2


def test_sync_and_async_runs_leave_the_same_history():
    histories = []
    for run in (
        lambda graph: graph.invoke({"count": 1}, CONFIG),
        lambda graph: asyncio.run(graph.ainvoke({"count": 1}, CONFIG)),
    ):
        graph = single(later, checkpointer=InMemorySaver())
        run(graph)
        states = graph.get_state_history(CONFIG)
        histories.append([(state.values, state.next, state.metadata["step"]) for state in states])
    assert histories[0] == histories[1]


@pytest.mark.parametrize("sleeping", ["sync", "async"])
def test_a_hundred_tasks_that_wait_wait_together(sleeping):
    def sync_worker(number):
        time.sleep(0.1)
        return {"seen": [number]}

    async def async_worker(number):
        await asyncio.sleep(0.1)
        return {"seen": [number]}

    graph = fanning(sync_worker if sleeping == "sync" else async_worker, 100)
    began = time.perf_counter()
    found = (
        graph.invoke({"count": 0})
        if sleeping == "sync"
        else asyncio.run(graph.ainvoke({"count": 0}))
    )
    # One after the other they would take ten seconds.
    assert time.perf_counter() - began < 2
    assert found["seen"] == list(range(100))


@pytest.mark.parametrize("limit", [1, 3])
def test_no_more_tasks_run_at_once_than_the_config_says(limit):
    running, most = [], []

    def worker(number):
        running.append(number)
        most.append(len(running))
        time.sleep(0.002)
        running.remove(number)
        return {"seen": [number]}

    fanning(worker, 12).invoke({"count": 0}, {"max_concurrency": limit})
    assert max(most) <= limit


def test_a_stream_shows_what_a_node_writes_before_the_node_has_ended():
    gate: list[bool] = []

    def node(state):
        get_stream_writer()("half")
        while not gate:
            time.sleep(0.001)
        return {"count": 1}

    stream = single(node).stream({"count": 0}, stream_mode=["custom", "updates"])
    assert next(stream) == ("custom", "half")
    gate.append(True)
    assert list(stream) == [("updates", {"node": {"count": 1}})]


def test_an_error_comes_out_of_a_stream_behind_what_came_before_it():
    def node(state, writer):
        writer("half")
        raise ValueError("no")

    stream = single(node).stream({"count": 0}, stream_mode="custom")
    assert next(stream) == "half"
    with pytest.raises(ValueError, match="no"):
        next(stream)


def test_leaving_an_async_stream_cancels_its_run():
    cancelled = []

    async def node(state, writer):
        writer("on")
        try:
            await asyncio.sleep(30)
        except asyncio.CancelledError:
            cancelled.append(True)
            raise

    async def main():
        stream = single(node).astream({"count": 0}, stream_mode="custom")
        assert await anext(stream) == "on"
        await stream.aclose()
        await asyncio.sleep(0.01)

    asyncio.run(main())
    assert cancelled == [True]


def test_batches_keep_their_order_and_give_their_errors_where_asked():
    def node(state):
        if state["count"] == 2:
            raise ValueError("two")
        return {"count": state["count"] * 10}

    graph = single(node)
    found = graph.batch([{"count": 1}, {"count": 2}, {"count": 3}], return_exceptions=True)
    assert (found[0]["count"], str(found[1]), found[2]["count"]) == (10, "two", 30)
    with pytest.raises(ValueError, match="two"):
        asyncio.run(graph.abatch([{"count": 1}, {"count": 2}]))


def test_a_run_that_is_asked_to_stop_stops_at_a_border_with_its_state():
    control = RunControl()

    def node(state):
        control.request_drain("deploy")
        return {"count": state["count"] + 1}

    builder = StateGraph(State).add_node("a", node).add_node("b", node)
    graph = builder.add_edge(START, "a").add_edge("a", "b").compile(InMemorySaver())
    with pytest.raises(GraphDrained, match="deploy"):
        graph.invoke({"count": 0}, CONFIG, control=control)
    assert graph.get_state(CONFIG).next == ("b",)
    assert graph.invoke(None, CONFIG)["count"] == 2


@pytest.mark.parametrize("options", [{"durability": "later"}, {"interrupt_before": ["nobody"]}])
def test_an_option_that_means_nothing_is_refused_with_what_does(options):
    with pytest.raises(InvalidInputError, match="Use one of"):
        single(later).invoke({"count": 0}, **options)


def test_modes_show_tasks_and_checkpoints():
    graph = single(lambda state: {"count": 2}, checkpointer=InMemorySaver())
    shown = list(graph.stream({"count": 1}, CONFIG, stream_mode=["tasks", "checkpoints", "debug"]))
    tasks = [data for mode, data in shown if mode == "tasks"]
    assert [task["name"] for task in tasks] == ["node", "node"]
    assert tasks[0]["input"] == {"count": 1, "seen": []}
    assert tasks[1]["result"] == {"count": 2}
    assert tasks[0]["id"] == tasks[1]["id"]
    checkpoints = [data for mode, data in shown if mode == "checkpoints"]
    assert [data["next"] for data in checkpoints] == [["node"], []]
    assert [data["type"] for mode, data in shown if mode == "debug"] == [
        "checkpoint", "task", "task_result", "checkpoint",
    ]  # fmt: skip
