import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepgraph.constants import END, START
from stepgraph.engine import BranchSpec, GraphSpec, NodeSpec
from stepgraph.errors import GraphDefinitionError, Problem
from stepgraph.graph.validation import problems_of, require_valid
from tests.unit.graph.validation.checking import refusals, warnings
from tests.unit.graphs import chain, nodes

NAMES = ("a", "b", "c", "gone")


def test_a_sound_graph_has_no_problems():
    assert warnings(chain("a", "b")) == []


def test_every_mistake_is_told_at_once_with_its_code_its_node_and_its_fix():
    builder = nodes("a#", "b").add_edge("a#", "gone").add_edge("b", START)
    with pytest.raises(GraphDefinitionError) as caught:
        builder.compile()
    assert [one.to_json() for one in caught.value.problems if one.severity == "error"] == [
        {
            "code": "NODE_NAME_CHARACTERS",
            "node": "a#",
            "message": "Node 'a#' has # in its name, which parts the log's keys.",
            "fix": "Rename it without any of # / : |",
            "severity": "error",
        },
        {
            "code": "EDGE_UNKNOWN_TARGET",
            "node": "a#",
            "message": "An edge from 'a#' goes to 'gone', which is no node.",
            "fix": "Add a node 'gone', or name another.",
            "severity": "error",
        },
        {
            "code": "EDGE_TO_START",
            "node": "b",
            "message": "An edge from 'b' goes to START, where a graph begins and nothing comes "
            "back to.",
            "fix": "Go to the first node instead.",
            "severity": "error",
        },
        {
            "code": "GRAPH_NO_ENTRY",
            "node": None,
            "message": "Nothing leads out of START.",
            "fix": "Add an edge from START to the first node.",
            "severity": "error",
        },
    ]


def test_the_text_of_the_error_is_a_sentence_a_line_about_what_refuses_the_graph():
    builder = nodes("a", "b").add_edge(START, "a").add_edge("a", "gone").add_edge("a", "lost")
    with pytest.raises(GraphDefinitionError) as caught:
        builder.compile()
    assert str(caught.value).splitlines() == [
        "An edge from 'a' goes to 'gone', which is no node. Add a node 'gone', or name another.",
        "An edge from 'a' goes to 'lost', which is no node. Add a node 'lost', or name another.",
    ]
    assert [one.node for one in caught.value.problems if one.severity == "warning"] == ["b"]


def test_a_warning_refuses_nothing():
    require_valid(nodes("a", "b").add_edge(START, "a").compile().spec)


def test_a_sentence_alone_is_a_problem_of_the_whole_graph():
    error = GraphDefinitionError(("It is wrong. Mend it.",))
    assert error.problems == (Problem("GRAPH_INVALID", None, "It is wrong. Mend it."),)
    assert str(error) == "It is wrong. Mend it."


def test_a_breakpoint_at_no_node_is_refused():
    assert refusals(chain("plan"), interrupt_before=["plam"]) == [
        ("INTERRUPT_UNKNOWN_NODE", "plam")
    ]
    assert chain("plan").compile(interrupt_before="*", interrupt_after=["plan"])


@st.composite
def specs(draw):
    """Specs that name nodes that are there and some that are not."""
    targets = st.lists(st.sampled_from((*NAMES, START, END)), max_size=2)
    found = {}
    for name in (START, *draw(st.sets(st.sampled_from(NAMES[:3])))):
        ends = draw(st.none() | st.dictionaries(st.integers(0, 2), targets.flatmap(_one_of)))
        branches = (BranchSpec(_nothing, ends=ends),) if draw(st.booleans()) else ()
        found[name] = NodeSpec(
            name, _nothing, edges=tuple(draw(targets)), branches=branches,
            destinations=tuple(draw(targets)),
        )  # fmt: skip
    return GraphSpec("any", {}, found)


def _one_of(targets):
    return st.sampled_from((*targets, END))


def _nothing(_state, _runtime):
    return None


@given(specs())
def test_any_spec_can_be_checked_and_every_problem_says_what_to_do(spec):
    found = problems_of(spec)
    severities = [one.severity for one in found]
    assert severities == sorted(severities)
    for one in found:
        assert one.code.isupper()
        assert one.message.endswith(".")
        assert one.fix
        assert one.node is None or one.node in (*NAMES, START, END)


@given(specs())
def test_a_graph_is_refused_just_where_an_edge_leads_nowhere_or_nothing_begins(spec):
    # As LangGraph does; what else is found are warnings.
    named = {
        target
        for node in spec.nodes.values()
        for target in (
            *node.edges,
            *node.destinations,
            *(end for branch in node.branches for end in (branch.ends or {}).values()),
        )
    }
    start = spec.nodes[START]
    is_sound = named <= spec.nodes.keys() - {START} | {END} and bool(start.edges or start.branches)
    assert is_sound == all(one.severity == "warning" for one in problems_of(spec))
