from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from stepgraph.graph.draw.layout.isotonic import rising, spread

ROUNDING = 1e-6
PLACES = st.lists(st.integers(-50, 50), min_size=1, max_size=8)


def test_numbers_that_rise_stay_where_they_are():
    assert rising([1, 2, 2, 5], [1, 1, 1, 1]) == [1, 2, 2, 5]


def test_numbers_that_would_pass_each_other_meet_by_weight():
    assert rising([4, 1], [1, 1]) == [2.5, 2.5]
    assert rising([4, 1], [1, 2]) == [2, 2]


def test_neighbours_stand_a_gap_apart_around_what_they_want():
    assert spread([10, 10, 10], [1, 1, 1], [4, 4]) == [6, 10, 14]


@given(PLACES)
def test_the_result_rises(wanted):
    found = rising(wanted, [1] * len(wanted))
    assert all(one <= other for one, other in pairwise(found))


@given(st.lists(st.tuples(st.integers(-50, 50), st.integers(1, 9), st.integers(-50, 50))))
def test_no_other_rising_numbers_are_nearer(given):
    wanted = [want for want, _, _ in given]
    weights = [weight for _, weight, _ in given]
    others = sorted(other for _, _, other in given)

    def distance(places):
        return sum(
            weight * (place - want) ** 2
            for place, want, weight in zip(places, wanted, weights, strict=True)
        )

    assert distance(rising(wanted, weights)) <= distance(others) + ROUNDING
