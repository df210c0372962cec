import re

from hypothesis import given

from stepgraph.constants import END, START
from stepgraph.graph.draw.dot import draw_dot
from tests.unit.graph.draw.drawn import edge, fan, graph, graphs, path

STRING = r'"(?:[^"\\]|\\.)*"'
VALUE = rf"(?:\w+|{STRING})"
ATTRIBUTES = rf"\[\w+={VALUE}(?:, \w+={VALUE})*\]"
LINE = re.compile(rf"  \w+(?: -> \w+)?(?: {ATTRIBUTES})?")


def lines(drawn, **options):
    return draw_dot(drawn, **options).splitlines()


def test_plain_edges_are_solid_and_conditional_ones_dashed_with_their_answer():
    drawn = graph(edge(START, "aa"), edge("aa", "bb", "conditional"), edge("aa", END, "send", "no"))
    assert lines(drawn)[-4:-1] == [
        "  __start__ -> aa",
        "  aa -> bb [style=dashed]",
        '  aa -> __end__ [style=dashed, label="no: Send"]',
    ]


def test_waiting_edges_meet_in_a_dot():
    drawn = lines(fan("aa", "bb", join="j"))
    assert "  node_6 [shape=point]" in drawn
    assert drawn[-4:-1] == [
        "  aa -> node_6 [arrowhead=none]",
        "  bb -> node_6 [arrowhead=none]",
        "  node_6 -> join",
    ]


def test_what_graphviz_would_read_in_a_name_is_escaped():
    drawn = lines(graph(*path('a "quoted" \\N &amp; <b>')))
    assert r'  node_1 [label="a \"quoted\" \\N &amp;amp; <b>"]' in drawn


def test_notes_stand_below_the_name():
    drawn = graph(*path("aa"), notes={"aa": {"goes": "anywhere"}})
    assert r'  aa [label="aa\ngoes = anywhere"]' in lines(drawn)


def test_other_labels_and_another_font_may_be_given_as_to_draw_png():
    drawn = graph(edge(START, "aa"), edge("aa", END, "conditional", "yes"))
    labels = {"nodes": {"aa": "First"}, "edges": {"yes": "all is well"}}
    found = lines(drawn, font="Arial", labels=labels)
    assert '  aa [label="First"]' in found
    assert '  aa -> __end__ [style=dashed, label="all is well"]' in found
    assert '  graph [fontname="Arial"]' in found


@given(graphs())
def test_every_line_is_a_statement_whatever_the_names(drawn):
    head, *rest, end = lines(drawn)
    assert (head, end) == ('digraph "any" {', "}")
    assert [line for line in rest if not LINE.fullmatch(line)] == []
