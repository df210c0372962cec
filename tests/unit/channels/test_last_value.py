from stepgraph.channels import MISSING, LastValue
from stepgraph.types import Overwrite


def test_the_write_takes_the_place_of_the_value():
    assert LastValue().fold(1, [2]) == 2


def test_no_write_changes_nothing():
    assert LastValue().fold(1, []) == 1
    assert LastValue().fold(MISSING, []) is MISSING


def test_none_is_a_value():
    assert LastValue().fold(1, [None]) is None


def test_two_writes_in_one_superstep_are_a_mistake():
    assert LastValue().exclusive


def test_an_overwrite_is_an_ordinary_write():
    assert LastValue(dict).fold(1, [Overwrite({"a": 2})]) == {"a": 2}
    assert LastValue(dict).fold(1, [{"a": 2}]) == {"a": 2}
