from hypothesis import given
from hypothesis import strategies as st

from stepgraph.channels import MISSING
from stepgraph.engine import Checkpoint, TaskRef

indices = st.integers(0, 999_999)


@given(indices, indices, st.text(), st.text())
def test_the_paths_of_sends_sort_by_index_and_after_those_of_nodes(one, other, node, node2):
    first, second = TaskRef.push(one, node, 0).path, TaskRef.push(other, node2, 0).path
    if one != other:
        assert (first < second) == (one < other)
    assert TaskRef.pull(node).path < second


def test_a_send_may_carry_none_where_a_node_reads_the_state():
    assert TaskRef.pull("a").arg is MISSING
    assert TaskRef.push(0, "a", None).arg is None


def test_a_thread_starts_two_steps_before_its_first_superstep():
    assert Checkpoint().step == -2
    assert Checkpoint().next == ()
