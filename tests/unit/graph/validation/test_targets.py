import pytest

from stepgraph.constants import END, START
from stepgraph.engine import GraphSpec, NodeSpec
from stepgraph.errors import Problem
from stepgraph.graph import StateGraph
from stepgraph.graph.validation import problems_of
from tests.unit.graph.validation.checking import refusals, texts
from tests.unit.graphs import State, chain, nodes, says


@pytest.mark.parametrize(
    ("add", "sentence"),
    [
        (lambda b: b.add_edge("a", "gone"), "An edge from 'a' goes to 'gone'"),
        (lambda b: b.add_edge(["a"], "gone"), "A waiting edge goes to 'gone'"),
        (
            lambda b: b.add_conditional_edges("a", says("x"), ["gone"]),
            "A conditional edge from 'a' goes to 'gone'",
        ),
        (
            lambda b: b.add_conditional_edges("a", says("x"), {1: "gone"}),
            "A conditional edge from 'a' goes to 'gone'",
        ),
        (
            lambda b: b.add_node("c", says("c"), destinations=["gone"]),
            "A Command of 'c' goes to 'gone'",
        ),
    ],
)
def test_an_edge_to_nowhere_names_both_its_ends_and_the_fix(add, sentence):
    (code,) = {code for code, _ in refusals(add(chain("a")))}
    assert code == "EDGE_UNKNOWN_TARGET"
    assert texts(add(chain("a")))[0] == (
        f"{sentence}, which is no node. Add a node 'gone', or name another."
    )


@pytest.mark.parametrize(
    "add", [lambda b: b.add_edge("a", START), lambda b: b.add_edge(["a"], START)]
)
def test_nothing_goes_back_to_the_start(add):
    assert [code for code, _ in refusals(add(chain("a")))] == ["EDGE_TO_START"]


def test_a_name_that_is_nearly_one_is_taken_for_a_slip():
    builder = chain("publish").add_edge("publish", "pubilsh")
    assert texts(builder)[0].endswith("Did you mean 'publish'?")


def test_an_edge_that_leaves_no_node_is_told_to_whoever_built_it():
    spec = chain("plan").compile().spec
    loose = [("plam", "plan"), (END, "plan"), ("plan", "plan")]
    assert problems_of(spec, loose=loose) == (
        Problem(
            "EDGE_UNKNOWN_SOURCE",
            "plam",
            "An edge to 'plan' leaves 'plam', which is no node.",
            "Did you mean 'plan'?",
        ),
        Problem(
            "EDGE_FROM_END",
            None,
            "An edge to 'plan' leaves END, where a graph is over.",
            "Let it leave a node.",
        ),
    )


def test_a_graph_that_does_not_begin_says_what_edge_is_missing():
    assert refusals(nodes("a")) == [("GRAPH_NO_ENTRY", None)]
    assert refusals(StateGraph(State)) == [("GRAPH_NO_ENTRY", None)]


def test_a_conditional_or_a_waiting_edge_is_a_beginning():
    assert nodes("a").add_conditional_edges(START, says("x")).compile()
    assert nodes("a").add_edge([START], "a").compile().invoke({"value": 1})["log"] == ["a"]


def test_a_command_to_nowhere_in_a_spec_made_by_hand_is_found_too():
    start = NodeSpec(START, _nothing, edges=("a",))
    spec = GraphSpec("made", {}, {START: start, "a": NodeSpec("a", _nothing, edges=("gone",))})
    assert [one.code for one in problems_of(spec)] == ["EDGE_UNKNOWN_TARGET"]


def _nothing(_state, _runtime):
    return None
