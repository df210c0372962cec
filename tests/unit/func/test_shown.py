"""What streams show of calls."""

import asyncio
import threading

from stepgraph.checkpoint.memory import InMemorySaver
from stepgraph.errors import NodeTimeoutError
from stepgraph.func import entrypoint, task
from stepgraph.graph import START, StateGraph
from stepgraph.types import Command, RetryPolicy, interrupt
from tests.unit.func.flows import THREAD
from tests.unit.func.library import State


@task
def plus(number):
    return number + 1


def test_updates_come_while_the_function_still_runs():
    told = []

    @entrypoint()
    def flow(number):
        first = plus(number).result()
        told.append("returns")
        return first

    seen = []
    for update in flow.stream(1):
        seen.append((update, list(told)))
    assert seen[0][0] == {"plus": 2}
    assert seen[-1] == ({"flow": 2}, ["returns"])


def test_a_call_is_shown_as_a_task_with_its_arguments_and_its_result():
    flow = entrypoint()(lambda number: plus(number).result())
    shown = list(flow.stream(1, stream_mode="tasks"))
    start, result = shown[1:3]
    assert start["name"] == result["name"] == "plus"
    assert start["id"] == result["id"]
    assert (start["input"], start["triggers"]) == (((1,), {}), ["__pregel_push"])
    assert (result["result"], result["error"]) == ({"__return__": 2}, None)
    assert [one["name"] for one in shown] == ["<lambda>", "plus", "plus", "<lambda>"]
    assert (shown[0]["input"], shown[3]["result"]) == (1, {"__end__": 2})


def test_debug_shows_the_same_with_its_step():
    flow = entrypoint()(lambda number: plus(number).result())
    shown = list(flow.stream(1, stream_mode="debug"))
    assert [one["payload"].get("name") for one in shown if one["type"] != "checkpoint"] == [
        "<lambda>",
        "plus",
        "plus",
        "<lambda>",
    ]


def test_values_are_shown_once_there_is_a_result():
    flow = entrypoint()(lambda number: plus(number).result())
    assert list(flow.stream(1, stream_mode="values")) == [2]


def test_what_an_earlier_run_has_shown_is_not_shown_again():
    def node(state):
        return {"value": [plus(state["value"]).result(), interrupt("?"), plus(10).result()]}

    builder = StateGraph(State)
    builder.add_node("node", node)
    builder.add_edge(START, "node")
    graph = builder.compile(checkpointer=InMemorySaver())
    first = list(graph.stream({"value": 1}, THREAD))
    assert first[0] == {"plus": 2}
    assert list(first[1]) == ["__interrupt__"]
    assert list(graph.stream(Command(resume="!"), THREAD)) == [
        {"plus": 11},
        {"node": {"value": [2, "!", 11]}},
    ]


def test_an_entrypoint_inside_another_shows_its_calls_under_its_name():
    inner = entrypoint()(lambda number: plus(number).result()).named("inner")

    @entrypoint()
    def outer(number):
        return inner.invoke(number)

    shown = list(outer.stream(1, subgraphs=True))
    assert [list(update) for _, update in shown] == [["plus"], ["<lambda>"], ["outer"]]
    assert shown[0][0][0].startswith("outer:")
    assert shown[2][0] == ()


def test_an_event_loop_shows_the_same():
    @entrypoint()
    async def flow(number):
        return await plus(number)

    async def streamed():
        modes = ["updates", "tasks", "values"]
        return [mode async for mode, _ in flow.astream(1, stream_mode=modes)]

    seen = asyncio.run(streamed())
    assert seen == ["tasks", "tasks", "updates", "tasks", "tasks", "updates", "values"]


def test_what_a_timed_task_writes_too_late_is_not_shown():
    gone, ended = threading.Event(), threading.Event()

    @task(timeout=0.02)
    def stuck(*, writer=None):
        gone.wait(5)
        writer("too late")
        ended.set()

    @entrypoint(retry_policy=RetryPolicy(max_attempts=1))
    def flow(_):
        try:
            stuck().result()
        except NodeTimeoutError:
            gone.set()
            ended.wait(5)

    assert list(flow.stream(1, stream_mode="custom")) == []
