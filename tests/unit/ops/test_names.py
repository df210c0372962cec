import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepgraph.ops import names

anything = st.text(min_size=1, max_size=80)


@given(anything, anything, anything)
def test_a_name_is_one_that_aws_takes(stage, graph, node):
    for name in (
        names.table(stage),
        names.machine(stage, graph),
        names.node_function(stage, graph, node),
        names.control_function(stage, graph),
        names.function(stage, node),
    ):
        assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", name)
        assert name.startswith("stepgraph")


@given(anything, anything)
def test_other_nodes_have_other_names(one, other):
    same = names.node_function("dev", "g", one) == names.node_function("dev", "g", other)
    assert same == (one == other)


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        (names.table("dev"), "stepgraph-dev-log"),
        (names.machine("dev", "spine"), "stepgraph-dev-spine"),
        (names.node_function("dev", "spine", "plan"), "stepgraph-dev-spine-node-plan"),
        (names.control_function("dev", "spine"), "stepgraph-dev-spine-control"),
        (names.function("dev", "finish"), "stepgraph-dev-finish"),
    ],
)
def test_a_plain_name_can_be_read(name, plain):
    assert name == plain


def test_two_stages_share_no_name():
    assert names.machine("dev", "g") != names.machine("prod", "g")
