from hypothesis import given

from stepgraph.constants import START
from stepgraph.graph.draw.layout.order import order
from stepgraph.graph.draw.layout.ranks import layers_of
from stepgraph.graph.draw.layout.scene import scene_of
from tests.unit.graph.draw.drawn import edge, graph, graphs


def test_lines_that_need_not_cross_do_not():
    drawn = graph(edge(START, "a"), edge(START, "b"), edge("b", "c"), edge("a", "d"))
    layers = layers_of(scene_of(drawn))
    assert crossings(layers) == 1 or names(layers, 2) == ["d", "c"]
    order(layers)
    assert crossings(layers) == 0


def names(layers, rank):
    return [layers.items[number].text for number in layers.rows[rank]]


def crossings(layers):
    place = {number: index for row in layers.rows for index, number in enumerate(row)}
    rank = layers.rank
    ends = [(rank[link.upper], place[link.upper], place[link.lower]) for link in layers.links]
    return sum(
        r1 == r2 and (a1 - a2) * (b1 - b2) < 0
        for index, (r1, a1, b1) in enumerate(ends)
        for r2, a2, b2 in ends[index + 1 :]
    )


@given(graphs())
def test_ordering_loses_nothing_and_makes_nothing_worse(drawn):
    layers = layers_of(scene_of(drawn))
    before, rows = crossings(layers), [sorted(row) for row in layers.rows]
    order(layers)
    assert crossings(layers) <= before
    assert [sorted(row) for row in layers.rows] == rows
