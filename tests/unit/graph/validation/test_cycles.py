from typing import Literal

from hypothesis import given
from hypothesis import strategies as st

from stepgraph.constants import END, START
from stepgraph.graph.validation.cycles import cycles_in
from stepgraph.types import Send
from tests.unit.graph.validation.checking import texts, warnings
from tests.unit.graphs import chain, nodes, says


def looping(router, ends=None):
    """START, a, b, and whatever the router of b leads to."""
    builder = nodes("a", "b").add_edge(START, "a").add_edge("a", "b")
    return builder.add_conditional_edges("b", router, ends)


def test_a_cycle_of_plain_edges_is_a_warning_whatever_leaves_it():
    builder = chain("a", "b").add_edge("b", "a")
    assert warnings(builder) == [("CYCLE_ENDLESS", "a")]
    assert texts(builder)[0].startswith("Plain edges lead round 'a' and 'b' for ever")


def test_a_node_that_leads_to_itself_is_a_cycle():
    assert warnings(chain("a").add_edge("a", "a")) == [("CYCLE_ENDLESS", "a")]


def test_a_cycle_whose_routers_name_only_what_is_in_it_is_a_warning():
    def again(_state: object) -> Literal["a"]:
        return "a"

    assert warnings(looping(again)) == [("CYCLE_ENDLESS", "a")]
    assert texts(looping(again))[0].startswith("No edge leaves the cycle of 'a' and 'b'.")


def test_a_cycle_that_a_router_can_leave_is_fine():
    def again(_state: object) -> Literal["a", "__end__"]:
        return "a"

    assert warnings(looping(again)) == []
    assert warnings(looping(lambda _: END)) == []


def test_a_cycle_that_may_have_nothing_to_send_is_fine():
    def each(_state: object) -> list[Send]:
        return []

    assert warnings(looping(each, ["a"])) == []


def test_a_cycle_that_goes_on_only_by_commands_is_fine():
    builder = nodes("a").add_edge(START, "a").add_edge("a", "b")
    assert warnings(builder.add_node("b", says("b"), destinations=["a"])) == []


def test_a_cycle_that_nothing_reaches_is_only_told_as_that():
    builder = chain("a").add_node("b", says("b")).add_edge("b", "b")
    assert warnings(builder) == [("NODE_UNREACHABLE", "b")]


@given(st.dictionaries(st.integers(0, 6), st.sets(st.integers(0, 6))))
def test_the_groups_of_a_cycle_are_those_of_the_nodes_that_lead_to_each_other(after):
    found = cycles_in({str(one): [str(other) for other in ends] for one, ends in after.items()})
    group = {name: index for index, names in enumerate(found) for name in names}
    for one in after:
        for other in after:
            both = _leads(after, one, other) and _leads(after, other, one)
            together = str(one) in group and group[str(one)] == group.get(str(other))
            assert both == together


def _leads(after, one, other):
    seen, todo = set(), list(after[one])
    while todo:
        at = todo.pop()
        if at not in seen:
            seen.add(at)
            todo += after.get(at, ())
    return other in seen
