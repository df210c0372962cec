from collections import defaultdict

from hypothesis import given

from stepgraph.constants import END, START
from stepgraph.graph.draw.layout.ranks import layers_of
from stepgraph.graph.draw.layout.scene import scene_of
from tests.unit.graph.draw.drawn import edge, fan, graph, graphs, path


def rows(drawn, *fold):
    layers = layers_of(scene_of(drawn), *fold)
    return [[layers.items[n].text or layers.items[n].kind for n in row] for row in layers.rows]


def test_each_node_stands_below_all_that_lead_to_it():
    drawn = graph(*path("a", "b", "c"), edge("a", "c"))
    assert rows(drawn) == [[START], ["a"], ["b", "bend"], ["c"], [END]]


def test_the_end_stands_below_everything():
    drawn = graph(edge(START, "a"), edge("a", END), edge("a", "b"), edge("b", "a"))
    assert rows(drawn)[-1] == [END]


def test_what_nothing_leads_to_stands_just_above_what_it_leads_to():
    assert rows(graph(*path("a", "b"), edge("lone", "b")))[1] == ["a", "lone"]


def test_a_label_stands_between_the_nodes_of_its_edge():
    assert rows(graph(edge(START, "a"), edge("a", END, "conditional", "yes"))) == [
        [START],
        ["a"],
        ["yes"],
        [END],
    ]


def test_edges_that_leave_a_node_with_one_label_share_it():
    assert rows(fan("a", "b", kind="send"))[2] == ["Send"]


def test_long_lines_to_one_place_share_their_bends():
    drawn = graph(
        *path("a", "b"), edge(START, "x"), edge(START, "y"), edge("x", END), edge("y", END)
    )
    assert rows(drawn)[2].count("bend") == 1


def test_lines_that_part_later_do_not_meet_others_on_their_way():
    drawn = graph(*path("a", "b", "c"), edge(START, "x"), edge("a", END), edge("x", END))
    assert rows(drawn)[2].count("bend") == 2


def test_a_layer_that_is_too_wide_goes_on_in_rows_of_like_length():
    drawn = fan(*"abcdefg")
    found = rows(drawn, 3, lambda item: item.kind == "node")
    assert [len([name for name in row if name in "abcdefg"]) for row in found[2:5]] == [3, 3, 1]


def leads_to(layers):
    """The targets of each node, through labels, joints and bends."""
    after = defaultdict(set)
    for link in layers.links:
        after[link.source, link.dashed, link.up].add(link.target)

    def targets(number, dashed, up):
        for target in after[number, dashed, up]:
            item = layers.items[target]
            if item.is_target:
                yield item.text
            elif item.kind == "joint":
                for way in (True, False):
                    yield from targets(target, dashed, way)
            else:
                yield from targets(target, dashed, up)

    return lambda number, dashed: {
        target for up in (True, False) for target in targets(number, dashed, up)
    }


@given(graphs())
def test_every_edge_leads_where_it_did_and_nowhere_else(drawn):
    scene = scene_of(drawn)
    for layers in (layers_of(scene), layers_of(scene, 3, lambda item: item.is_target)):
        targets = leads_to(layers)
        texts = {name: layers.items[number].text for number, name in enumerate(drawn.nodes)}
        waiting = [one for one in drawn.edges if one.kind == "waiting"]
        for number, name in enumerate(drawn.nodes):
            for dashed in (True, False):
                wanted = {
                    texts[one.target]
                    for one in drawn.edges
                    if (one.source, one.conditional) == (name, dashed)
                    # A loop is drawn beside its node; where edges wait together, it leads there.
                    and (one.source != one.target or (one in waiting and len(waiting) > 1))
                }
                assert targets(number, dashed) == wanted


@given(graphs())
def test_every_link_leads_from_one_layer_to_the_next(drawn):
    layers = layers_of(scene_of(drawn))
    rank = layers.rank
    assert all(rank[link.lower] - rank[link.upper] == 1 for link in layers.links)
