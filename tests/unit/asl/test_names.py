import pytest

from stepgraph.asl.names import CONTROL, node_placeholder


@pytest.mark.parametrize("node", ["plan", "a_1", "control"])
def test_a_plain_name_can_be_read(node):
    assert node_placeholder(node) == f"node_{node}" != CONTROL


@pytest.mark.parametrize(("one", "other"), [("a b", "a_b"), ("a b", "a.b"), ("é", "è"), ("a", "A")])
def test_names_that_look_alike_have_other_placeholders(one, other):
    assert node_placeholder(one) != node_placeholder(other)
