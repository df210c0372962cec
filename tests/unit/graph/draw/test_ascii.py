from itertools import pairwise
from textwrap import dedent

import pytest
from hypothesis import given

from stepgraph.constants import END, START
from stepgraph.graph.draw.ascii import draw_ascii
from stepgraph.graph.draw.ascii.boxes import STYLES
from stepgraph.graph.draw.ascii.plan import plan_of
from stepgraph.graph.draw.layout.order import order
from stepgraph.graph.draw.layout.ranks import layers_of
from stepgraph.graph.draw.layout.scene import scene_of
from stepgraph.graph.draw.text import columns
from tests.unit.graph.draw.drawn import edge, fan, graph, graphs, path
from tests.unit.graph.draw.tracing import cells_of, ends_of, followed


def shows(drawn, picture):
    assert draw_ascii(drawn) == dedent(picture).strip("\n")


def width(drawn):
    return max(columns(line) for line in draw_ascii(drawn).splitlines())


def test_a_loop_leads_back_beside_the_way_down_and_conditional_lines_are_dashed():
    shows(
        graph(*path("draft", "judge"), edge("judge", "draft", "conditional")),
        """
        ( __start__ )
              v
          +-------+
          | draft |
          +-------+
            |   ^
            v   :
          +-------+
          | judge |
          +-------+
              v
         ( __end__ )
        """,
    )


def test_an_answer_stands_on_its_line():
    shows(
        graph(
            edge(START, "ask"),
            edge("ask", "yes_node", "conditional", "True"),
            edge("ask", "no_node", "conditional", "False"),
        ),
        """
               ( __start__ )
                     v
                  +-----+
                  | ask |
                  +-----+
                     :
                 +...+...+
                 :       :
               True    False
                 :       :
                 v       v
        +----------+   +---------+
        | yes_node |   | no_node |
        +----------+   +---------+
        """,
    )


def test_a_fan_parts_and_meets():
    shows(
        fan("one", "two", "three"),
        """
               ( __start__ )
                     v
                 +-------+
                 | split |
                 +-------+
                     |
           +---------+----------+
           v         v          v
        +-----+   +-----+   +-------+
        | one |   | two |   | three |
        +-----+   +-----+   +-------+
           |         |          |
           +---------+----------+
                     v
                 +------+
                 | join |
                 +------+
                     v
                ( __end__ )
        """,
    )


def test_waiting_edges_meet_before_they_go_on():
    shows(
        fan("one", "two", join="j"),
        """
          ( __start__ )
                v
            +-------+
            | split |
            +-------+
                |
           +----+----+
           v         v
        +-----+   +-----+
        | one |   | two |
        +-----+   +-----+
           |         |
           +----+----+
                |
               (&)
                v
            +------+
            | join |
            +------+
                v
           ( __end__ )
        """,
    )


def test_an_edge_from_a_node_to_itself_stands_beside_it():
    shows(
        graph(edge(START, "poll"), edge("poll", "poll", "conditional", "later"), edge("poll", END)),
        """
        ( __start__ )
              v
          +------+..+
          | poll |  : later
          +------+<.+
              v
         ( __end__ )
        """,
    )


def test_lines_that_cross_do_not_meet():
    shows(
        graph(edge(START, "a"), edge(START, "b"), *(edge(x, y) for x in "ab" for y in "cd")),
        """
          ( __start__ )
                |
            +---+---+
            v       v
          +---+   +---+
          | a |   | b |
          +---+   +---+
            |       |
         +--+------+|
         |   +-----|+--+
         v   v     v   v
        +-----+   +-----+
        |  c  |   |  d  |
        +-----+   +-----+
        """,
    )


def test_notes_stand_below_the_name():
    shows(
        graph(*path("ask"), notes={"ask": {"goes": "anywhere"}}),
        """
           ( __start__ )
                 v
        +-----------------+
        |       ask       |
        | goes = anywhere |
        +-----------------+
                 v
            ( __end__ )
        """,
    )


def test_accents_and_wide_characters_keep_the_box_straight():
    lines = draw_ascii(graph(*path("e\u0301tude", "日本"))).splitlines()
    assert [columns(line) for line in lines[2:5]] == [11, 11, 11]
    assert [columns(line) for line in lines[6:9]] == [10, 10, 10]


def test_a_fan_of_eight_fits_a_terminal():
    assert width(fan(*(f"worker_{index}" for index in range(8)))) <= 100


def test_long_names_are_broken_into_lines_that_fit():
    names = [f"{'a_rather_long_name_' * 3}{index}" for index in range(8)]
    assert width(graph(*path(*names))) <= 100
    assert width(fan(*names)) <= 100


@pytest.mark.parametrize("count", [20, 60])
def test_a_fan_that_is_too_wide_goes_on_in_further_rows(count):
    names = [f"w{index:02}" for index in range(count)]
    drawn = fan(*names, kind="send")
    assert width(fan(*names)) <= 100
    assert all(f"{name}" in draw_ascii(drawn) for name in names)


def test_a_long_chain_takes_four_lines_a_node():
    drawn = draw_ascii(graph(*path(*(f"n{index}" for index in range(30)))))
    assert drawn.count("\n") < 4 * 32


def test_lines_end_where_something_stands():
    assert all(line == line.rstrip() for line in draw_ascii(fan("a", "b")).splitlines())


def plan(drawn):
    scene = scene_of(drawn)
    layers = layers_of(scene)
    order(layers)
    return plan_of(layers, scene.loops, STYLES)


@given(graphs())
def test_any_graph_can_be_drawn(drawn):
    text = draw_ascii(drawn)
    assert START in text


@given(graphs())
def test_each_line_can_be_followed_to_its_ends_and_to_nowhere_else(drawn):
    found = plan(drawn)
    cells = cells_of(found)
    all_ends = {end for wire in found.wires for end in ends_of(found, wire)}
    for wire in found.wires:
        ends = ends_of(found, wire)
        reached = followed(found, cells, min(ends))
        assert reached & all_ends == ends


@given(graphs())
def test_no_box_stands_on_another(drawn):
    found = plan(drawn)
    for row in found.layers.rows:
        for left, right in pairwise(row):
            end = found.middle[left] + found.boxes[left].extent.right
            assert end < found.middle[right] - found.boxes[right].extent.left
    assert min(found.middle[n] - box.extent.left for n, box in enumerate(found.boxes)) >= 0
