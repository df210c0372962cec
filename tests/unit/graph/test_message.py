from typing import Annotated, TypedDict, get_type_hints

from stepgraph.channels import channels_of
from stepgraph.graph import END, START, StateGraph
from stepgraph.graph import message as public
from stepgraph.graph.message import REMOVE_ALL_MESSAGES, MessagesState, add_messages
from stepgraph.message import AIMessage, HumanMessage, RemoveMessage, ToolMessage


def one_node(schema, node):
    builder = StateGraph(schema)
    builder.add_node("node", node)
    builder.add_edge(START, "node")
    builder.add_edge("node", END)
    return builder.compile()


def texts(state):
    return [(message.type, message.text) for message in state["messages"]]


def test_the_public_names_are_these():
    assert public.__all__ == [
        "REMOVE_ALL_MESSAGES",
        "MessagesState",
        "SummaryPlan",
        "add_messages",
        "count_tokens_approximately",
        "plan_summary",
        "trim_messages",
    ]


def test_a_graph_over_messages_state_adds_what_its_nodes_say():
    graph = one_node(MessagesState, lambda state: {"messages": ("ai", state["messages"][-1].text)})
    state = graph.invoke({"messages": [{"role": "user", "content": "echo"}]})
    assert texts(state) == [("human", "echo"), ("ai", "echo")]
    assert all(message.id for message in state["messages"])


def test_a_state_may_add_keys_to_messages_state():
    class More(MessagesState):
        turns: int

    graph = one_node(More, lambda state: {"messages": "again", "turns": state["turns"] + 1})
    state = graph.invoke({"messages": "hi", "turns": 1})
    assert state["turns"] == 2
    assert texts(state) == [("human", "hi"), ("human", "again")]


def test_the_reducer_stands_in_an_annotation_with_and_without_brackets():
    class Both(TypedDict):
        bare: Annotated[list, add_messages]
        called: Annotated[list, add_messages()]

    channels = channels_of(Both)
    for name in get_type_hints(Both):
        value = channels[name].fold(channels[name].initial(), ["a", "b"])
        assert [message.text for message in value] == ["a", "b"]


def test_a_node_can_replace_and_remove():
    def node(state):
        first, second = state["messages"]
        return {"messages": [HumanMessage("better", id=first.id), RemoveMessage(second.id)]}

    state = one_node(MessagesState, node).invoke({"messages": ["good", "bad"]})
    assert texts(state) == [("human", "better")]


def test_a_node_can_begin_again():
    def node(state):
        return {"messages": [RemoveMessage(REMOVE_ALL_MESSAGES), AIMessage("fresh")]}

    state = one_node(MessagesState, node).invoke({"messages": ["a", "b"]})
    assert texts(state) == [("ai", "fresh")]


def test_what_a_node_does_to_its_list_or_to_an_artifact_changes_nothing_for_others():
    def node(state):
        state["messages"].clear()
        return {"messages": "mine"}

    artifact = {1}
    given = ToolMessage("a", tool_call_id="1", artifact=artifact)
    state = one_node(MessagesState, node).invoke({"messages": [given]})
    assert texts(state) == [("tool", "a"), ("human", "mine")]

    def touch(state):
        state["messages"][0].artifact.add(2)

    state = one_node(MessagesState, touch).invoke({"messages": [given]})
    assert state["messages"][0].artifact == artifact == {1}
