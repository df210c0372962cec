from graphlib import TopologicalSorter

from hypothesis import given
from hypothesis import strategies as st

from stepgraph.graph.draw.layout.cycles import backward

ARCS = st.lists(
    st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda arc: arc[0] != arc[1]),
    max_size=20,
)


def test_an_edge_to_what_came_before_leads_back():
    assert backward(3, [(0, 1), (1, 2), (2, 1)]) == {2}


def test_edges_that_meet_again_lead_on():
    assert backward(4, [(0, 1), (0, 2), (1, 3), (2, 3)]) == set()


def test_a_graph_may_be_deeper_than_pythons_stack():
    count = 5000
    arcs = [(number, number + 1) for number in range(count - 1)]
    assert backward(count, [*arcs, (count - 1, 0)]) == {count - 1}


@given(ARCS)
def test_with_those_turned_round_no_cycle_is_left(arcs):
    turned = backward(8, arcs)
    sorter: TopologicalSorter[int] = TopologicalSorter()
    for index, (source, target) in enumerate(arcs):
        upper, lower = (target, source) if index in turned else (source, target)
        sorter.add(lower, upper)
    sorter.prepare()
