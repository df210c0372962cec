from typing import Literal

import pytest

from stepgraph.constants import END, START
from stepgraph.engine.exits import Exits, exits_of, fans_of
from stepgraph.types import Send
from tests.unit.graphs import chain, fan, nodes, spec_of


def router() -> list[Send]:
    return []


def namer() -> Literal["b", "c"]:
    return "b"


def both() -> list[Send] | Literal["b"]:
    return []


def untyped():
    return []


@pytest.mark.parametrize(
    ("path", "path_map", "exits"),
    [
        (router, ["b"], Exits((END,), ("b",))),
        (namer, None, Exits(("b", "c"))),
        (both, ["b"], Exits((END, "b"), ("b",))),
        (untyped, ["b", END], Exits((END, "b"), ("b",))),
        (untyped, {1: "b", 2: END}, Exits((END, "b"), ("b",))),
        (untyped, None, Exits((END, "a", "b", "c"), ("a", "b", "c"))),
    ],
)
def test_a_conditional_edge_leads_where_its_annotation_and_its_map_say(path, path_map, exits):
    builder = nodes("a", "b", "c").add_edge(START, "a").add_conditional_edges("a", path, path_map)
    assert exits_of(spec_of(builder), "a") == exits


def test_a_static_edge_is_the_only_thing_that_follows():
    spec = spec_of(chain("a", "b"))
    assert exits_of(spec, "a").only == "b"
    assert exits_of(spec, "b").only == END


def test_a_node_without_an_edge_leads_to_the_end():
    assert exits_of(spec_of(nodes("a").add_edge(START, "a")), "a") == Exits((END,))


def test_destinations_are_exits_beside_the_edges():
    builder = nodes("b", "c").add_node("a", untyped, destinations=["c"]).add_edge(START, "a")
    exits = exits_of(spec_of(builder.add_edge("a", "b")), "a")
    assert exits == Exits(("b", "c"))
    assert exits.only is None


def test_a_fan_is_what_any_edge_may_send_to():
    assert fans_of(spec_of(chain("a"))) == ()
    builder = fan(lambda n: None).add_conditional_edges("join", router, ["split", "join"])
    assert fans_of(spec_of(builder)) == ("join", "split", "worker")
