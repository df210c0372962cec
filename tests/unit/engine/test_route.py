import pytest

from stepgraph.constants import END
from stepgraph.engine import Checkpoint, TaskRef, plan, run_task
from stepgraph.errors import InvalidUpdateError
from stepgraph.types import Command, Send
from tests.unit.graphs import nodes, spec_of

SEND = Send("b", 1)


def routes(*edges, action=None):
    """Where `a` leads, with these routers and maps behind it."""
    builder = nodes("a", "b", "c", **({"a": action} if action else {})).add_edge("__start__", "a")
    for router, path_map in edges:
        builder.add_conditional_edges("a", router, path_map)
    spec = spec_of(builder)
    (task,) = plan(spec, Checkpoint(1, 0, {"log": []}, (TaskRef.pull("a"),)))
    return list(run_task(spec, {"log": []}, task).routes)


def answers(answer, path_map=None):
    return routes((lambda _: answer, path_map))


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("b", ["b"]),
        (END, [END]),
        (["b", "c"], ["b", "c"]),
        (("b", SEND), ["b", SEND]),
        (SEND, [SEND]),
        ([SEND, SEND], [SEND, SEND]),
        ([], []),
    ],
)
def test_a_router_answers_with_names_sends_or_several(answer, expected):
    assert answers(answer) == expected


def test_a_map_translates_names_and_leaves_sends():
    assert answers([True, "x", SEND], {True: "b", "x": END}) == ["b", END, SEND]


@pytest.mark.parametrize("answer", ["c", ["b", "c"], None, {}, object()])
def test_an_answer_that_the_map_lacks_names_the_node_and_what_it_maps(answer):
    with pytest.raises(InvalidUpdateError, match=r"edge of 'a' answered .*Answer one of 'b'"):
        answers(answer, {"b": "b"})


@pytest.mark.parametrize("answer", [None, 1, True, "__start__", Send("__start__", 1), {"b": 1}])
def test_an_answer_that_is_no_node_names_who_gave_it(answer):
    with pytest.raises(InvalidUpdateError, match=r"'a' routes to .*no node\. Give the name"):
        answers(answer)


@pytest.mark.parametrize("goto", [[1], ["__start__"], [Send("__start__", 1)], [["b"]]])
def test_a_command_that_goes_to_no_node_names_who_gave_it(goto):
    with pytest.raises(InvalidUpdateError, match="'a' routes to"):
        routes(action=lambda _: Command(goto=goto))


def test_every_conditional_edge_of_a_node_is_asked():
    assert routes((lambda _: "b", None), (lambda _: ["c", END], None)) == ["b", "c", END]
