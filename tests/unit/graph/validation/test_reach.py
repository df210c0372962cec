from stepgraph.constants import END, START
from stepgraph.types import Command
from tests.unit.graph.validation.checking import texts, warnings
from tests.unit.graphs import chain, nodes, says


def test_a_node_that_nothing_leads_to_is_a_warning():
    builder = chain("a").add_node("b", says("b")).add_edge("b", "a")
    assert warnings(builder) == [("NODE_UNREACHABLE", "b")]
    assert texts(builder)[0].startswith("Nothing leads from START to 'b', so it never runs.")


def test_nodes_that_only_lead_to_each_other_are_not_reached():
    builder = nodes("a", "b", "c").add_edge(START, "a").add_edge("a", END)
    builder.add_edge("b", "c").add_edge("c", "b")
    assert warnings(builder) == [("NODE_UNREACHABLE", "b"), ("NODE_UNREACHABLE", "c")]


def test_a_node_that_nothing_leaves_is_a_warning():
    builder = nodes("a").add_edge(START, "a")
    assert warnings(builder) == [("NODE_DEAD_END", "a")]
    assert builder.compile().invoke({"value": 1})["log"] == ["a"]


def test_destinations_lead_on():
    builder = chain("a").add_node("b", says("b"), destinations=["a"]).add_edge("a", "b")
    assert warnings(builder) == []


def test_a_node_that_returns_commands_without_saying_where_to_may_go_anywhere():
    def jump(_state: object) -> Command:
        return Command(goto="b")

    builder = nodes("b").add_node("jump", jump).add_edge(START, "jump").add_edge("b", END)
    assert warnings(builder) == []


def test_a_router_that_names_no_ends_may_go_anywhere():
    builder = nodes("a", "b").add_edge(START, "a").add_edge("b", END)
    assert warnings(builder.add_conditional_edges("a", lambda _: "b")) == []


def test_an_error_handler_that_returns_commands_may_go_anywhere():
    def rescue(_state: object) -> Command:
        return Command(goto="b")

    builder = nodes("b").add_node("a", says("a"), error_handler=rescue).add_edge(START, "a")
    assert warnings(builder.add_edge("a", END).add_edge("b", END)) == []


def test_a_waiting_edge_leads_on_once_all_that_it_waits_for_are_reached():
    builder = nodes("a", "b", "c").add_edge(START, "a").add_edge("a", "b").add_edge("c", END)
    assert warnings(builder.add_edge(["a", "b"], "c")) == []


def test_an_annotation_that_cannot_be_read_says_nothing():
    def jump(_state: "NotThere") -> "Command":  # type: ignore[name-defined]  # noqa: F821
        return Command(goto="b")

    builder = nodes("b").add_node("jump", jump).add_edge(START, "jump").add_edge("b", END)
    assert warnings(builder) == [("NODE_UNREACHABLE", "b"), ("NODE_DEAD_END", "jump")]
