import pytest

from stepgraph.asl import compile_machine, require_compilable
from stepgraph.constants import END, START
from stepgraph.errors import NotCompilableError
from tests.unit.graphs import chain, fan, nodes, says, side_by_side, spec_of

WIDE = "side by side have no state machine yet.*Run this graph in process"
WAITS = "edge that waits for several nodes.*Run this graph in process"


@pytest.mark.parametrize(
    ("builder", "reason"),
    [
        (side_by_side("a", "b"), f"edges leave '__start__' at once, to 'a', 'b'.*{WIDE}"),
        (chain("a", "b").add_edge("a", "a"), f"edges leave 'a' at once, to 'b', 'a'.*{WIDE}"),
        (chain("a", "b").add_conditional_edges("a", says("x"), [END]), f"leave 'a'.*{WIDE}"),
        (nodes("a", "b").add_edge(START, "a").add_edge(["a"], "b"), f"'a' has an {WAITS}"),
        (nodes("a").add_edge(START, "a").add_edge([START], "a"), f"'__start__' has an {WAITS}"),
    ],
)
def test_what_has_no_machine_is_refused_with_the_reason_and_a_way_out(builder, reason):
    with pytest.raises(NotCompilableError, match=reason):
        compile_machine(spec_of(builder))


@pytest.mark.parametrize(
    "builder", [chain("a", "b"), fan(lambda n: None), chain("a").add_edge("a", END)]
)
def test_everything_else_is_not(builder):
    require_compilable(spec_of(builder))


@pytest.mark.parametrize("name", ["n" * 65, "line\nbreak"])
def test_a_name_that_no_state_can_have_is_refused(name):
    with pytest.raises(NotCompilableError, match="printable"):
        require_compilable(chain(name).compile().spec)
