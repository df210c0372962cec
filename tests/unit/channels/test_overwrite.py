import pytest

from stepgraph.channels import MISSING
from stepgraph.channels.overwrite import last_overwrite, last_written, overwritten_by
from stepgraph.types import Overwrite


@pytest.mark.parametrize(
    "form",
    [Overwrite([1]), {"__overwrite__": [1]}, {"value": [1], "type": "__overwrite__"}],
)
def test_an_overwrite_is_one_in_each_of_its_forms(form):
    assert overwritten_by(form) == [1]


def test_an_overwrite_with_none_is_not_nothing():
    assert overwritten_by(Overwrite(None)) is None
    assert overwritten_by({"__overwrite__": None}) is None


@pytest.mark.parametrize(
    "write",
    [1, [Overwrite(1)], {}, {"__overwrite__": 1, "more": 2}, {"type": "__overwrite__"}],
)
def test_other_values_are_ordinary_writes(write):
    assert overwritten_by(write) is MISSING
    assert last_written([write], None) == write


def test_the_last_overwrite_is_found_wherever_it_stands():
    assert last_overwrite([Overwrite(1), 2, Overwrite(3), 4]) == 3
    assert last_overwrite([1, 2]) is MISSING


def test_the_last_write_comes_out_of_its_overwrite():
    assert last_written([1, Overwrite(2)], 0) == 2
    assert last_written([], 0) == 0
