import re
from enum import Enum
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from stepgraph.constants import END, START
from tests.unit.graph.draw.drawn import edge, fan, graph, graphs, path

NODE = re.compile(r'\t\w+\(\["[^"]*"\]\)(:::\w+)?|\t\w+\("[^"]*"\)|\t\w+\(\( \)\)')
EDGE = re.compile(r'\t\w+ (-->|---|-\.->|-\. "[^"]*" \.->) \w+;')


def lines(drawn, **options):
    return drawn.draw_mermaid(with_styles=False, **options).splitlines()


def test_plain_edges_are_solid_and_conditional_ones_dashed_with_their_answer():
    drawn = graph(edge(START, "aa"), edge("aa", "bb", "conditional"), edge("aa", END, "send", "no"))
    assert lines(drawn)[-3:] == [
        "\t__start__ --> aa;",
        "\taa -.-> bb;",
        '\taa -. "no#58; Send" .-> __end__;',
    ]


def test_waiting_edges_meet_in_a_dot():
    drawn = lines(fan("aa", "bb", join="j"))
    assert "\tnode_6(( ))" in drawn
    assert drawn[-3:] == ["\taa --- node_6;", "\tbb --- node_6;", "\tnode_6 --> join;"]


def test_an_edge_that_waits_for_one_node_is_a_plain_one():
    assert "\taa --> join;" in lines(fan("aa", join="j"))


def test_notes_stand_below_the_name():
    drawn = graph(*path("aa"), notes={"aa": {"goes": "anywhere"}})
    assert '\taa("aa<br/><small>goes #61; anywhere</small>")' in lines(drawn)


def test_a_long_answer_is_broken_after_so_many_words():
    drawn = graph(edge(START, "aa"), edge("aa", END, "conditional", "one two three"))
    assert lines(drawn, wrap_label_n_words=2)[-1] == ('\taa -. "one two<br/>three" .-> __end__;')


def test_styles_are_langgraphs_options():
    class Curve(Enum):
        BASIS = "basis"

    drawn = graph(*path("aa")).draw_mermaid(
        curve_style=Curve.BASIS,
        node_colors=SimpleNamespace(default="#111111", first="#222222", last="#333333"),
        frontmatter_config={"config": {"theme": "neutral"}, "title": "A graph"},
    )
    assert 'config: {"theme": "neutral", "flowchart": {"curve": "basis"}}' in drawn
    assert 'title: "A graph"' in drawn
    assert "classDef first fill:#222222" in drawn


@given(graphs())
def test_every_line_is_a_node_or_an_edge_whatever_the_names(drawn):
    head, *rest = lines(drawn)
    assert head == "graph TD;"
    assert [line for line in rest if not (NODE.fullmatch(line) or EDGE.fullmatch(line))] == []


@given(st.text(min_size=1).filter(str.isprintable))
def test_a_reader_of_mermaid_gets_the_name_back(name):
    node = lines(graph(*path(name)))[2]
    text = node.partition('"')[2].rpartition('"')[0]
    assert re.sub(r"#(\d+);", lambda code: chr(int(code[1])), text) == name
