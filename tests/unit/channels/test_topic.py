import pytest

from stepgraph.channels import MISSING, Topic
from stepgraph.types import Overwrite


def test_lists_publish_their_items_and_other_values_themselves():
    assert Topic(int).fold(MISSING, [1, [2, 3], (4, 5), [[6]]]) == [1, 2, 3, (4, 5), [6]]


def test_only_one_that_accumulates_keeps_what_was_published_before():
    assert Topic(int, accumulate=True).fold([1], [2]) == [1, 2]
    assert Topic(int).fold([1], [2]) == [2]


@pytest.mark.parametrize(("accumulate", "fleeting"), [(True, False), (False, True)])
def test_a_superstep_without_a_write_clears_one_that_does_not_accumulate(accumulate, fleeting):
    assert Topic(int, accumulate).fleeting is fleeting


def test_an_empty_topic_has_no_value():
    assert Topic(int).initial() is MISSING
    assert Topic(int).fold(MISSING, [[]]) is MISSING


@pytest.mark.parametrize(("items", "left"), [([7], [7]), (7, [7]), ([], MISSING)])
def test_an_overwrite_puts_its_items_in_the_place_of_all_others(items, left):
    assert Topic(int, accumulate=True).fold([1], [2, Overwrite(items), 3]) == left


def test_to_accumulate_makes_another_rule():
    assert Topic(int) == Topic(str)
    assert Topic(int) != Topic(int, accumulate=True)
