"""Graphs inside nodes of others, in process; on a log and without one."""

from __future__ import annotations

from collections.abc import Iterator
from operator import add
from typing import Annotated, Any, TypedDict

import pytest

from stepgraph.checkpoint.dynamodb import DynamoDBSaver
from stepgraph.checkpoint.memory import InMemorySaver
from stepgraph.checkpoint.table import Table
from stepgraph.errors import InvalidUpdateError
from stepgraph.graph import START, StateGraph
from stepgraph.types import Command, interrupt
from tests.moto_dynamodb import REGION
from tests.moto_dynamodb import dynamodb as dynamodb_in_process

CONFIG = {"configurable": {"thread_id": "t"}}


class Outer(TypedDict, total=False):
    count: int
    log: Annotated[list[str], add]
    first: str
    rest: str


class Inner(TypedDict, total=False):
    count: int
    own: str
    first: str
    rest: str


@pytest.fixture(params=["memory", "dynamodb"])
def table(request) -> Iterator[Table]:
    if request.param == "memory":
        yield InMemorySaver()
        return
    with dynamodb_in_process():
        saver = DynamoDBSaver("nested", region=REGION)
        saver.create_table()
        yield saver


def asking(calls: list[str]) -> Any:
    """A graph of three nodes, the last two of which ask once and twice."""

    def begin(state):
        calls.append("begin")
        return {"own": "x", "count": state["count"] + 1}

    def once(state):
        calls.append("once")
        return {"first": interrupt("first?")}

    def twice(state):
        calls.append("twice")
        return {"rest": interrupt("second?") + interrupt("third?")}

    builder = StateGraph(Inner)
    builder.add_sequence([("begin", begin), ("once", once), ("twice", twice)])
    return builder.add_edge(START, "begin").compile()


def around(inner: Any, table: Table | None = None) -> Any:
    builder = StateGraph(Outer)
    builder.add_node("before", lambda state: {"log": ["before"]})
    builder.add_node("inner", inner)
    builder.add_node("after", lambda state: {"log": ["after"]})
    builder.add_edge(START, "before").add_edge("before", "inner").add_edge("inner", "after")
    return builder.compile(table)


def asked(output: dict[str, Any]) -> list[Any]:
    return [question.value for question in output.get("__interrupt__", ())]


def test_each_question_of_a_nested_graph_is_asked_once_and_nothing_done_is_done_again(table):
    calls: list[str] = []
    graph = around(asking(calls), table)
    assert asked(graph.invoke({"count": 1}, CONFIG)) == ["first?"]
    assert asked(graph.invoke(Command(resume="A"), CONFIG)) == ["second?"]
    assert asked(graph.invoke(Command(resume="B"), CONFIG)) == ["third?"]
    final = graph.invoke(Command(resume="C"), CONFIG)
    assert final == {"count": 2, "log": ["before", "after"], "first": "A", "rest": "BC"}
    assert calls == ["begin", "once", "once", "twice", "twice", "twice"]
    assert [state.next for state in graph.get_state_history(CONFIG)] == [
        (), ("after",), ("inner",), ("before",), ("__start__",)
    ]  # fmt: skip


async def resumed_in_a_loop(table: Table) -> Any:
    graph = around(asking([]), table)
    await graph.ainvoke({"count": 1}, CONFIG)
    for answer in "ABC":
        final = await graph.ainvoke(Command(resume=answer), CONFIG)
    return final


def test_a_nested_graph_is_the_same_in_an_event_loop(table):
    import asyncio

    final = asyncio.run(resumed_in_a_loop(table))
    assert final == {"count": 2, "log": ["before", "after"], "first": "A", "rest": "BC"}


def test_a_graph_that_a_node_calls_asks_in_that_node(table):
    builder = StateGraph(Inner)
    builder.add_node("ask", lambda state: {"count": state["count"] * 10, "first": interrupt("?")})
    inner = builder.add_edge(START, "ask").compile()

    def caller(state):
        found = inner.invoke({"count": state["count"]})
        return {"count": found["count"], "first": found["first"]}

    graph = StateGraph(Outer).add_node(caller).add_edge(START, "caller").compile(table)
    assert asked(graph.invoke({"count": 1}, CONFIG)) == ["?"]
    assert graph.invoke(Command(resume="yes"), CONFIG)["first"] == "yes"


def test_two_calls_of_one_graph_in_a_node_are_two_runs(table):
    builder = StateGraph(Inner)
    builder.add_node("ask", lambda state: {"first": interrupt(state["count"])})
    inner = builder.add_edge(START, "ask").compile()

    def caller(state):
        return {"first": "".join(inner.invoke({"count": n})["first"] for n in (1, 2))}

    graph = StateGraph(Outer).add_node(caller).add_edge(START, "caller").compile(table)
    assert asked(graph.invoke({"count": 0}, CONFIG)) == [1]
    assert asked(graph.invoke(Command(resume="a"), CONFIG)) == [2]
    assert graph.invoke(Command(resume="b"), CONFIG)["first"] == "ab"


def leaving(**command: Any) -> Any:
    builder = StateGraph(Inner)
    builder.add_node("leave", lambda state: Command(graph=Command.PARENT, **command))
    return builder.add_edge(START, "leave").compile()


def test_a_command_for_the_parent_arrives_there():
    builder = StateGraph(Outer)
    builder.add_node("inner", leaving(update={"first": "from inside"}, goto="other"))
    builder.add_node("other", lambda state: {"rest": state["first"] + "!"})
    graph = builder.add_edge(START, "inner").compile()
    assert graph.invoke({"count": 1})["rest"] == "from inside!"


def test_a_command_for_a_parent_that_is_not_there_is_an_error():
    with pytest.raises(InvalidUpdateError, match="runs inside no other"):
        leaving(update={"first": "x"}).invoke({"count": 1})


def test_a_nested_graph_keeps_to_itself_what_it_does_not_share():
    final = around(asking([])).invoke({"count": 1})
    assert "own" not in final


def test_what_a_nested_graph_does_is_streamed_with_where_it_is():
    builder = StateGraph(Inner).add_node("add", lambda state: {"count": state["count"] + 1})
    graph = around(builder.add_edge(START, "add").compile())
    shown = list(graph.stream({"count": 1}, stream_mode="updates", subgraphs=True))
    assert [(len(ns), update) for ns, update in shown] == [
        (0, {"before": {"log": ["before"]}}),
        (1, {"add": {"count": 2}}),
        (0, {"inner": {"count": 2}}),
        (0, {"after": {"log": ["after"]}}),
    ]
    assert shown[1][0][0].startswith("inner:")
