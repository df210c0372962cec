import pytest

from stepgraph.engine import Checkpoint, TaskRef, plan
from stepgraph.engine.plan import visible
from stepgraph.errors import InvalidUpdateError
from tests.unit.graphs import nodes, spec_of

SPEC = spec_of(
    nodes("a", "b", "j").add_edge("__start__", "a").add_edge("a", "b").add_edge(["a", "b"], "j")
)
VALUES = {"value": 1, "log": ["x"], "join:a|b:j": ["a"]}


def test_tasks_come_in_the_order_of_the_checkpoint_and_read_the_state_or_their_argument():
    refs = (TaskRef.pull("a"), TaskRef.push(0, "b", "arg"), TaskRef.push(1, "b", None))
    tasks = plan(SPEC, Checkpoint(1, 0, VALUES, refs))
    assert [(task.ref, task.node.name, task.input) for task in tasks] == [
        (refs[0], "a", {"value": 1, "log": ["x"]}),
        (refs[1], "b", "arg"),
        (refs[2], "b", None),
    ]


def test_the_engines_own_channels_are_not_visible():
    assert set(VALUES) - set(visible(SPEC, VALUES)) == {"join:a|b:j"}


def test_a_task_of_a_node_that_is_gone_names_it_and_the_fix():
    with pytest.raises(InvalidUpdateError, match=r"'old'.*'tiny' does not have.*deploy"):
        plan(SPEC, Checkpoint(1, 0, {}, (TaskRef.pull("old"),)))
