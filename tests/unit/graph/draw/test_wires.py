import pytest

from stepgraph.graph.draw.ascii.wires import Tangle, Wire, lay
from stepgraph.graph.draw.layout.nets import Net


def wire(top, bottom):
    net = Net(0, dashed=False, up=False)
    return Wire(net, dict(enumerate(top)), dict(enumerate(bottom, 10)))


def tracks(*wires):
    lay(wires)
    return [one.track for one in wires]


def test_a_straight_line_needs_no_track():
    assert tracks(wire([3], [3])) == [None]


def test_lines_far_apart_share_a_track():
    assert tracks(wire([0], [4]), wire([9], [13])) == [0, 0]


def test_lines_that_would_touch_do_not():
    assert sorted(tracks(wire([0], [4]), wire([5], [9]))) == [0, 1]


def test_lines_with_only_another_line_between_them_do_not():
    assert sorted(tracks(wire([0], [4]), wire([6], [9]), wire([5], [5]))[:2]) == [0, 1]


def test_a_line_that_comes_down_where_another_goes_on_runs_clearly_above_it():
    comes, goes = tracks(wire([5], [9]), wire([0], [5]))
    assert goes - comes == 2


def test_lines_of_which_each_had_to_run_above_the_other_are_told():
    with pytest.raises(Tangle) as caught:
        lay([wire([0], [9]), wire([9], [0])])
    assert caught.value.item == 10
