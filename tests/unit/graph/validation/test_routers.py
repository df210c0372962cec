from typing import Literal

from stepgraph.constants import END, START
from stepgraph.types import Send
from tests.unit.graph.validation.checking import texts, warnings
from tests.unit.graphs import nodes


def routed(router, ends):
    """START, a, then b or the end."""
    builder = nodes("a", "b").add_edge(START, "a").add_edge("b", END)
    return builder.add_conditional_edges("a", router, ends)


def test_an_answer_that_is_annotated_and_not_mapped_is_a_warning():
    def route(_state: object) -> Literal["yes", "no", "maybe"]:
        return "yes"

    builder = routed(route, {"yes": "b"})
    assert warnings(builder) == [("ROUTER_UNMAPPED_ANSWER", "a")]
    assert texts(builder)[0].startswith(
        "The router of 'a' may answer 'no' and 'maybe', which no edge names."
    )


def test_answers_are_found_wherever_the_annotation_has_them():
    def route(_state: object) -> list[Send | Literal["b", "c"]]:
        return ["b"]

    assert warnings(routed(route, ["b"])) == [("ROUTER_UNMAPPED_ANSWER", "a")]


def test_a_router_whose_answers_are_all_mapped_is_fine():
    def route(_state: object) -> Literal["b", "__end__"]:
        return "b"

    assert warnings(routed(route, None)) == []
    assert warnings(routed(route, {"b": "b", END: END})) == []
    assert warnings(routed(lambda _: "b", ["b"])) == []


def test_a_router_that_is_an_object_is_read_as_a_function_is():
    class Route:
        def __call__(self, _state: object) -> Literal["b", "c"]:
            return "b"

    assert warnings(routed(Route(), ["b"])) == [("ROUTER_UNMAPPED_ANSWER", "a")]
