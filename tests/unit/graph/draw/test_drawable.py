import pytest

from stepgraph.constants import END, START
from stepgraph.graph.draw import DrawableNode
from tests.unit.graph.draw.drawn import edge, graph, path


def test_as_json_it_has_the_shape_of_the_langgraph_api():
    drawn = graph(
        edge(START, "a"), edge("a", END, "conditional", "done"), notes={"a": {"goes": "anywhere"}}
    )
    assert drawn.to_json() == {
        "nodes": [
            {"id": START, "type": "schema", "data": START},
            {
                "id": "a",
                "type": "runnable",
                "data": {"id": ["stepgraph", "graph", "Node"], "name": "a"},
                "metadata": {"goes": "anywhere"},
            },
            {"id": END, "type": "schema", "data": END},
        ],
        "edges": [
            {"source": START, "target": "a"},
            {"source": "a", "target": END, "data": "done", "conditional": True},
        ],
    }


def test_a_send_is_conditional_and_a_waiting_edge_is_not():
    assert edge("a", "b", "send").conditional
    assert not edge("a", "b", "waiting", join="j").conditional


def test_the_first_node_is_the_one_that_nothing_leads_to_and_the_last_that_nothing_leaves():
    drawn = graph(*path("a", "b"))
    assert drawn.first_node() == DrawableNode(START)
    assert drawn.last_node() == DrawableNode(END)


def test_of_several_first_nodes_there_is_none():
    assert graph(*path("a"), edge("b", "a")).first_node() is None


def test_a_drawing_can_be_printed(capsys):
    drawn = graph(*path("a"))
    drawn.print_ascii()
    assert capsys.readouterr().out == f"{drawn.draw_ascii()}\n"


@pytest.mark.parametrize("method", ["draw_ascii", "draw_mermaid", "draw_dot", "draw_svg"])
def test_drawing_twice_gives_the_same(method):
    drawn = graph(*path("a", "b"), edge("b", "a", "conditional", "again"))
    assert getattr(drawn, method)() == getattr(drawn, method)()
