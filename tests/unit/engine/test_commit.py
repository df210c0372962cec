import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepgraph.constants import END
from stepgraph.engine import Checkpoint, TaskRef, TaskResult, commit, start
from stepgraph.errors import EmptyInputError, InvalidUpdateError
from stepgraph.types import Send
from tests.unit.graphs import nodes, spec_of

SPEC = spec_of(nodes("a", "b", "c").add_edge("__start__", "a"))
HERE = Checkpoint(4, 7, {"log": []}, ())


def result(node, *routes, log=(), index=None):
    ref = TaskRef.pull(node) if index is None else TaskRef.push(index, node, None)
    return TaskResult(ref.path, node, (("log", list(log)),), routes)


RESULTS = [
    result("a", "c", log=["a"]),
    result("b", "c", Send("a", 1), log=["b"]),
    *(result("c", Send("b", index), log=[index], index=index) for index in range(12)),
]


@given(st.permutations(RESULTS))
def test_the_order_in_which_tasks_end_leaves_no_trace(results):
    after = commit(SPEC, HERE, results, 5)
    assert after == commit(SPEC, HERE, RESULTS, 5)
    assert after.values["log"] == ["a", "b", *range(12)]
    assert [ref.path for ref in after.next[:3]] == ["N:c", "S:000000:a", "S:000001:b"]


def test_what_comes_next_is_nodes_by_name_then_sends_in_order():
    after = commit(SPEC, HERE, [result("a", "c", Send("b", 1), "b", Send("b", 1), END)], 5)
    assert after.next == (
        TaskRef.pull("b"),
        TaskRef.pull("c"),
        TaskRef.push(0, "b", 1),
        TaskRef.push(1, "b", 1),
    )


def test_a_node_that_two_edges_lead_to_runs_once():
    assert commit(SPEC, HERE, [result("a", "c"), result("b", "c")], 5).next == (TaskRef.pull("c"),)


def test_a_superstep_is_one_step_and_an_input_is_two():
    assert commit(SPEC, HERE, [result("a", "b")], 5).step == 8
    assert commit(SPEC, Checkpoint(), [start(SPEC, Checkpoint(), {"value": 1})], 1).step == 0


def test_the_position_is_given():
    assert commit(SPEC, HERE, [], 5).seq == 5


@pytest.mark.parametrize("route", ["d", Send("d", 1), Send(END, 1)])
def test_a_route_to_nowhere_names_who_takes_it_and_where_it_could_lead(route):
    with pytest.raises(InvalidUpdateError, match=r"'a' routes to .*'tiny'.*one of: a, b, c"):
        commit(SPEC, HERE, [result("a", route)], 5)


@pytest.mark.parametrize("empty", [{}, None])
def test_an_input_that_writes_nothing_is_refused_with_what_it_could_write(empty):
    with pytest.raises(EmptyInputError, match=r"'tiny' writes nothing.*value, log"):
        start(SPEC, Checkpoint(), empty)


def test_an_input_for_an_unknown_key_is_refused():
    with pytest.raises(InvalidUpdateError, match="The input writes 'topic'"):
        start(SPEC, Checkpoint(), {"topic": 1})


def test_an_input_leads_along_the_edges_of_start():
    given = start(SPEC, Checkpoint(), {"value": 1})
    assert (given.node, given.writes, given.routes) == ("__start__", (("value", 1),), ("a",))
