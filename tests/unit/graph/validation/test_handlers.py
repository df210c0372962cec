from typing import Literal

from stepgraph.constants import END, START
from stepgraph.types import Command
from tests.unit.graph.validation.checking import texts, warnings
from tests.unit.graphs import nodes, says


def test_an_error_handler_that_goes_to_no_node_is_a_warning():
    def rescue(_state: object) -> Command[Literal["gone", "b"]]:
        return Command(goto="b")

    builder = nodes("b").add_node("a", says("a"), error_handler=rescue).add_edge(START, "a")
    builder.add_edge("a", END).add_edge("b", END)
    assert warnings(builder) == [("HANDLER_UNKNOWN_TARGET", "a")]
    assert texts(builder)[0].startswith("The error handler of 'a' goes to 'gone', which is no node")
