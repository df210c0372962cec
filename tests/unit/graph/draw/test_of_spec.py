from typing import Literal

from stepgraph.constants import END, START
from stepgraph.graph.draw import DrawableEdge, drawable_of
from stepgraph.types import Command, Send
from tests.unit.graphs import chain, nodes, says


def edges(builder):
    return drawable_of(builder.compile().spec).edges


def test_a_plain_edge_is_drawn_as_it_was_added():
    assert edges(chain("a")) == (DrawableEdge(START, "a"), DrawableEdge("a", END))


def test_a_graph_that_names_no_end_gets_one_behind_its_last_nodes():
    builder = nodes("a").add_edge(START, "a")
    assert edges(builder) == (DrawableEdge(START, "a"), DrawableEdge("a", END))


def test_the_answers_of_a_router_are_told_where_they_are_not_the_nodes_name():
    builder = nodes("a", "b", "c").add_edge(START, "a")
    builder.add_conditional_edges("a", lambda _: 1, {1: "b", "c": "c"})
    found = [one for one in edges(builder) if one.source == "a"]
    assert found == [
        DrawableEdge("a", "b", "1", "conditional"),
        DrawableEdge("a", "c", None, "conditional"),
    ]


def test_several_answers_that_lead_one_way_are_one_edge():
    builder = nodes("a", "b").add_edge(START, "a")
    builder.add_conditional_edges("a", lambda _: 1, {1: "b", 2: "b"})
    assert DrawableEdge("a", "b", "1, 2", "conditional") in edges(builder)


def test_a_router_that_only_sends_is_told_from_one_that_names():
    def each(_state: object) -> list[Send]:
        return []

    builder = nodes("a", "b").add_edge(START, "a").add_conditional_edges("a", each, ["b"])
    assert DrawableEdge("a", "b", None, "send") in edges(builder)
    either = nodes("a", "b").add_edge(START, "a").add_conditional_edges("a", lambda _: "b", ["b"])
    assert DrawableEdge("a", "b", None, "conditional") in edges(either)


def test_the_destinations_of_a_command_are_conditional():
    builder = chain("a").add_node("b", says("b"), destinations=["a"]).add_edge(START, "b")
    assert DrawableEdge("b", "a", None, "conditional") in edges(builder)


def test_waiting_edges_know_what_they_wait_in_together():
    builder = nodes("a", "b", "c").add_edge(START, "a").add_edge(START, "b")
    builder.add_edge(["a", "b"], "c")
    waiting = [one for one in edges(builder) if one.kind == "waiting"]
    assert [(one.source, one.target) for one in waiting] == [("a", "c"), ("b", "c")]
    assert len({one.join for one in waiting}) == 1


def test_a_router_that_names_no_ends_is_a_note_and_not_an_edge_to_everything():
    builder = nodes("a", "b").add_edge(START, "a").add_conditional_edges("a", lambda _: "b")
    drawn = drawable_of(builder.compile().spec)
    assert drawn.nodes["a"].metadata == {"goes": "anywhere"}
    assert [one for one in drawn.edges if one.source == "a"] == [
        DrawableEdge("a", END, None, "conditional")
    ]


def test_an_error_handler_is_a_note_with_edges_to_where_it_may_go():
    def rescue(_state: object) -> Command[Literal["b"]]:
        return Command(goto="b")

    builder = nodes("b").add_node("a", says("a"), error_handler=rescue).add_edge(START, "a")
    drawn = drawable_of(builder.add_edge("a", END).compile().spec)
    assert drawn.nodes["a"].metadata == {"on error": "rescue"}
    assert DrawableEdge("a", "b", "on error", "conditional") in drawn.edges


def test_a_deferred_node_says_so():
    builder = nodes("a").add_node("last", says("last"), defer=True).add_edge(START, "a")
    drawn = drawable_of(builder.add_edge("a", "last").compile().spec)
    assert drawn.nodes["last"].metadata == {"defer": True}
    assert drawn.edges[1:] == (DrawableEdge("a", "last"), DrawableEdge("last", END))
