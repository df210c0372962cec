from typing import Literal

from stepgraph.constants import END, START
from stepgraph.engine import GraphSpec
from stepgraph.graph.validation import problems_of
from tests.unit.graph.validation.checking import texts, warnings
from tests.unit.graphs import nodes


def either(_state: object) -> Literal["b", "c"]:
    return "b"


def choosing(router=either, ends=None):
    """START, a, then b or c, and d behind both."""
    builder = nodes("a", "b", "c", "d").add_edge(START, "a").add_edge("d", END)
    return builder.add_conditional_edges("a", router, ends).add_edge(["b", "c"], "d")


def test_an_edge_that_waits_for_a_node_that_never_runs_is_a_warning():
    builder = nodes("a", "b", "c").add_edge(START, "a").add_edge("c", END)
    builder.add_edge(["a", "b"], "c")
    assert ("JOIN_NEVER_COMPLETE", "c") in warnings(builder)
    assert any("never goes to 'c': nothing leads to 'b'." in text for text in texts(builder))


def test_an_edge_that_waits_for_both_ends_of_a_choice_is_a_warning():
    assert warnings(choosing()) == [("JOIN_NEVER_COMPLETE", "d")]
    assert "'a' leads to one of them and not to the others." in texts(choosing())[0]


def test_a_choice_that_may_be_made_again_may_complete_it():
    builder = choosing().add_edge("b", "a")
    assert warnings(builder) == []


def test_a_router_that_may_name_both_may_complete_it():
    assert warnings(choosing(lambda _: ["b", "c"], ["b", "c"])) == []


def test_an_edge_that_waits_for_no_node_never_goes():
    builder = nodes("a", "b").add_edge(START, "a").add_edge("a", "b").add_edge("b", END)
    builder.add_edge([], "b")
    assert warnings(builder) == [("JOIN_NEVER_COMPLETE", "b")]


def test_an_edge_that_waits_for_what_is_no_node_is_refused():
    spec = choosing().compile().spec
    left = {name: node for name, node in spec.nodes.items() if name != "c"}
    found = problems_of(GraphSpec(spec.name, spec.channels, left, spec.joins))
    assert ("JOIN_UNKNOWN_MEMBER", "d") in [(one.code, one.node) for one in found]
    assert "JOIN_NEVER_COMPLETE" not in [one.code for one in found]


def test_a_deferred_node_waits_for_whatever_else_there_is_to_do():
    builder = nodes("a").add_node("last", lambda _: None, defer=True).add_edge(START, "a")
    assert warnings(builder.add_edge("a", "last").add_edge("last", END)) == []
