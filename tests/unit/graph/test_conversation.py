"""Messages in the state of a graph: through the log and back, with ids that stay."""

from __future__ import annotations

import asyncio

import pytest

from stepgraph.checkpoint.memory import InMemorySaver
from stepgraph.engine import Checkpoint, TaskRef, run_task, task_of
from stepgraph.graph import START, StateGraph
from stepgraph.graph.message import MessagesState
from stepgraph.message import AIMessage, HumanMessage, RemoveMessage
from stepgraph.types import RetryPolicy

CONFIG = {"configurable": {"thread_id": "t"}}


def answering(reply):
    builder = StateGraph(MessagesState).add_node("answer", reply)
    return builder.add_edge(START, "answer").compile(InMemorySaver())


def test_a_conversation_comes_back_from_the_log_as_it_was():
    graph = answering(lambda state: {"messages": [AIMessage(content="hello")]})
    live = graph.invoke({"messages": [{"role": "user", "content": "hi"}]}, CONFIG)["messages"]
    stored = graph.get_state(CONFIG).values["messages"]
    assert stored == live
    assert [type(message) for message in stored] == [HumanMessage, AIMessage]
    assert all(message.id for message in stored)


def test_a_message_keeps_its_id_in_every_read_and_on_every_run_of_the_thread():
    graph = answering(lambda state: {"messages": ["again"]})
    graph.invoke({"messages": ["one"]}, CONFIG)
    first = [message.id for message in graph.get_state(CONFIG).values["messages"]]
    graph.invoke({"messages": ["two"]}, CONFIG)
    assert [message.id for message in graph.get_state(CONFIG).values["messages"]][:2] == first
    assert len(set(first)) == 2


def test_a_retry_of_a_task_gives_its_messages_the_same_ids():
    graph = answering(lambda state: {"messages": ["hello"]})
    spec = graph.spec
    task = task_of(spec, Checkpoint(1), TaskRef.pull("answer"))
    found = [dict(run_task(spec, {}, task).writes)["messages"][0].id for _ in range(2)]
    assert found[0] == found[1]


def test_a_message_is_removed_by_its_id():
    graph = answering(
        lambda state: {"messages": [RemoveMessage(id=state["messages"][0].id), "only me"]}
    )
    final = graph.invoke({"messages": ["away with me"]}, CONFIG)
    assert [message.content for message in final["messages"]] == ["only me"]


def test_messages_are_streamed_with_the_node_they_come_from():
    graph = answering(lambda state: {"messages": ["hello"]})
    ((message, metadata),) = graph.stream({"messages": ["hi"]}, CONFIG, stream_mode="messages")
    assert (message.content, metadata["langgraph_node"]) == ("hello", "answer")


@pytest.mark.parametrize("is_async", [True, False])
def test_a_message_cannot_be_changed_behind_the_log(is_async):
    def reply(state):
        with pytest.raises(Exception, match="model_copy"):
            state["messages"][0].content = "changed"
        return {"messages": ["fine"]}

    async def areply(state):
        return reply(state)

    builder = StateGraph(MessagesState).add_node(
        "answer", areply if is_async else reply, retry_policy=RetryPolicy(max_attempts=1)
    )
    graph = builder.add_edge(START, "answer").compile()
    final = asyncio.run(graph.ainvoke({"messages": ["hi"]}))
    assert [message.content for message in final["messages"]] == ["hi", "fine"]
