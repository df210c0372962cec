import functools
from typing import Literal

import pytest

from stepgraph.constants import END, START
from stepgraph.errors import GraphDefinitionError
from stepgraph.types import RetryPolicy, Send
from tests.unit.graphs import chain, nodes, says, sends_of


def shout(state):
    return {"log": ["shout"]}


class Callable:
    def __call__(self, state):
        return {"log": ["callable"]}


@pytest.mark.parametrize(
    ("function", "name"), [(shout, "shout"), (Callable(), "Callable"), (says("x"), "<lambda>")]
)
def test_a_function_lends_its_name(function, name):
    assert name in nodes().add_node(function).add_edge(START, name).compile().spec.nodes


def test_a_name_without_a_function_is_refused():
    with pytest.raises(GraphDefinitionError, match="'a' has no function"):
        nodes().add_node("a")


def test_a_name_that_is_there_is_refused():
    with pytest.raises(GraphDefinitionError, match=r"'a' is there twice. Rename one"):
        nodes("a").add_node("a", says("b"))


@pytest.mark.parametrize(
    "edge",
    [
        lambda b: b.add_edge("gone", "a"),
        lambda b: b.add_edge(["a", "gone"], "a"),
        lambda b: b.add_conditional_edges("gone", says("x")),
        lambda b: b.set_finish_point("gone"),
    ],
)
def test_an_edge_that_leaves_no_node_says_to_add_it_first(edge):
    with pytest.raises(GraphDefinitionError, match=r"leaves 'gone'.*Add the node first"):
        edge(nodes("a"))


def test_entry_and_finish_points_are_edges_of_start_and_end():
    graph = nodes("a").set_entry_point("a").set_finish_point("a").compile()
    assert graph.spec.nodes[START].edges == ("a",)
    assert graph.spec.nodes["a"].edges == (END,)


def test_an_edge_that_is_added_twice_is_one_edge():
    assert chain("a", "b").add_edge("a", "b").compile().spec.nodes["a"].edges == ("b",)


def test_waiting_edges_whose_sources_look_alike_are_two():
    builder = nodes("a+b", "c", "a", "b+c", "j").add_edge(["a+b", "c"], "j")
    builder.add_edge(["a", "b+c"], "j")
    assert len(builder.add_edge(START, "a").compile().spec.joins) == 2


@pytest.mark.parametrize(
    ("path_map", "ends"),
    [(None, None), (["b", END], {"b": "b", END: END}), ({True: "b"}, {True: "b"})],
)
def test_a_path_map_lists_or_translates(path_map, ends):
    builder = nodes("a", "b").add_edge(START, "a")
    (branch,) = (
        builder.add_conditional_edges("a", lambda _: "b", path_map)
        .compile()
        .spec.nodes["a"]
        .branches
    )
    assert branch.ends == ends


def test_a_literal_in_the_annotation_of_a_router_is_its_path_map():
    def router(state) -> Literal["b", "__end__"]:
        return "b"

    graph = nodes("a", "b").add_edge(START, "a").add_conditional_edges("a", router).compile()
    assert graph.spec.nodes["a"].branches[0].ends == {"b": "b", END: END}


def test_a_router_may_be_a_partial_or_an_object():
    def router(wanted, state):
        return wanted

    class Router:
        def __call__(self, state):
            return "b"

    for path in (functools.partial(router, "b"), Router()):
        graph = nodes("a", "b").add_edge(START, "a").add_conditional_edges("a", path).compile()
        assert graph.invoke({"value": 1})["log"] == ["a", "b"]


def test_policy_and_destinations_are_in_the_spec():
    policy = RetryPolicy(max_attempts=9)
    builder = nodes("b").add_node("a", shout, retry_policy=policy, destinations=["b"])
    node = builder.add_edge(START, "a").compile().spec.nodes["a"]
    assert (node.retry, node.destinations) == (policy, ("b",))


def test_a_compiled_graph_stays_as_it_was_when_its_builder_goes_on():
    builder = chain("a")
    graph = builder.compile()
    builder.add_node("b", says("b")).add_edge("a", "b")
    assert graph.invoke({"value": 1})["log"] == ["a"]
    assert builder.compile().invoke({"value": 1})["log"] == ["a", "b"]


def test_a_builder_can_be_chained():
    builder = nodes("a", "worker")
    assert builder.add_edge(START, "a") is builder
    assert builder.add_conditional_edges("a", sends_of([1])) is builder


def test_start_can_send():
    builder = nodes("worker", worker=lambda arg: {"log": [arg]})
    builder.add_conditional_edges(START, lambda state: Send("worker", state["value"]))
    assert builder.compile().invoke({"value": 7})["log"] == [7]
