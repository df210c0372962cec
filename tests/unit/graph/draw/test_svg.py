import re
import xml.etree.ElementTree as ET

from hypothesis import given

from stepgraph.constants import END, START
from stepgraph.graph.draw.text import visible
from tests.unit.graph.draw.drawn import edge, fan, graph, graphs, path

NS = "{http://www.w3.org/2000/svg}"


def svg(drawn):
    return ET.fromstring(drawn.draw_svg())


def texts(root):
    return [text.text for text in root.iter(f"{NS}text")]


def titles(root):
    return [title.text for title in root.iter(f"{NS}title")]


def groups(root, kind):
    return [group for group in root.iter(f"{NS}g") if kind in group.get("class").split()]


def test_names_are_text_that_can_be_selected_and_titles_that_can_be_pointed_at():
    root = svg(graph(*path("plan")))
    assert texts(root) == [START, "plan", END]
    assert "Graph drawn" in titles(root)
    assert "plan" in titles(root)


def test_it_needs_nothing_from_anywhere_else():
    drawn = graph(*path("plan")).draw_svg().replace("http://www.w3.org/2000/svg", "")
    assert re.search(r"https?:|url\(|@import|<script|<image|href", drawn) is None


def test_it_is_light_or_dark_as_its_reader_likes():
    assert "@media (prefers-color-scheme:dark)" in graph(*path("plan")).draw_svg()


def test_conditional_edges_are_dashed_and_say_their_answer():
    drawn = svg(graph(edge(START, "aa"), edge("aa", END, "conditional", "done")))
    assert len(groups(drawn, "dashed")) == 2
    assert "done" in texts(drawn)
    assert "aa to __end__ (done)" in titles(drawn)


def test_a_send_is_marked():
    assert "Send" in texts(svg(fan("aa", "bb", kind="send")))


def test_waiting_edges_meet_in_a_dot():
    drawn = svg(fan("aa", "bb", join="j"))
    assert len(list(drawn.iter(f"{NS}circle"))) == 1
    assert "aa and bb to join" in titles(drawn)


def test_lines_that_share_their_way_say_all_that_they_stand_for():
    out = [edge(START, name) for name in ("aa", "bb")]
    back = [edge(name, END) for name in ("aa", "bb")]
    found = titles(svg(graph(*path("cc", "dd", "ee"), *out, *back)))
    assert "aa to __end__\nbb to __end__" in found


def test_an_edge_from_a_node_to_itself_stands_beside_it():
    root = svg(graph(edge(START, "poll"), edge("poll", "poll", "conditional", "later")))
    assert "poll to poll (later)" in titles(root)
    assert "later" in texts(root)
    plain = svg(graph(edge(START, "poll"), edge("poll", "poll")))
    assert "poll to poll" in titles(plain)


def test_an_edge_that_leads_back_points_up():
    root = svg(graph(*path("aa", "bb"), edge("bb", "aa")))
    (up,) = (g for g in groups(root, "line") if g.find(f"{NS}title").text == "bb to aa")
    points = [int(y) for y in re.findall(r" (\d+)", up[2].get("d"))]
    assert points[0] < points[1]


def test_notes_stand_below_the_name():
    root = svg(graph(*path("aa"), notes={"aa": {"goes": "anywhere"}}))
    assert texts(root)[1:3] == ["aa", "goes = anywhere"]


@given(graphs())
def test_it_is_xml_with_every_name_whatever_the_names(drawn):
    found = titles(svg(drawn))
    assert {visible(name) for name in drawn.nodes} <= set(found)


@given(graphs())
def test_nothing_stands_outside_or_on_something_else(drawn):
    root = svg(drawn)
    width, height = int(root.get("width")), int(root.get("height"))
    boxes = [
        tuple(int(box.get(key)) for key in ("x", "y", "width", "height"))
        for box in root.iter(f"{NS}rect")
        if box.get("x")
    ]
    assert all(x >= 0 and y >= 0 and x + w <= width and y + h <= height for x, y, w, h in boxes)
    for index, (x, y, w, h) in enumerate(boxes):
        for x2, y2, w2, h2 in boxes[index + 1 :]:
            assert x + w <= x2 or x2 + w2 <= x or y + h <= y2 or y2 + h2 <= y
