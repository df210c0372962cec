from typing import TypedDict

from stepgraph.constants import START
from stepgraph.graph import StateGraph
from tests.unit.graph.validation.checking import warnings
from tests.unit.graphs import chain


def test_a_node_named_as_a_key_runs_with_a_warning():
    assert warnings(chain("log")) == [("NODE_IS_STATE_KEY", "log")]
    assert chain("log").compile().invoke({"value": 1}) == {"value": 1, "log": ["log"]}


def test_a_key_of_a_reserved_name_is_a_warning():
    schema = TypedDict("schema", {"__interrupt__": str, "value": int})
    builder = StateGraph(schema).add_node("a", lambda _: None).add_edge(START, "a")
    assert ("STATE_KEY_RESERVED", None) in warnings(builder)
