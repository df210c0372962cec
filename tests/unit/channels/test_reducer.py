from dataclasses import dataclass
from functools import partial
from operator import add

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepgraph.channels import MISSING, BinaryOperatorAggregate
from stepgraph.channels.reducer import is_pure, same_function
from stepgraph.types import Overwrite

appending = BinaryOperatorAggregate(list, add)
lists = st.lists(st.integers())


@given(lists, st.lists(lists), st.lists(lists))
def test_folding_writes_at_once_or_in_two_parts_is_the_same(value, first, second):
    at_once = appending.fold(value, first + second)
    assert at_once == appending.fold(appending.fold(value, first), second)


def test_writes_fold_from_the_left():
    subtracting = BinaryOperatorAggregate(int, lambda a, b: a - b)
    assert subtracting.fold(10, [1, 2]) == 7


def test_without_a_value_the_first_write_is_the_value():
    assert appending.fold(MISSING, [[1], [2]]) == [1, 2]


def test_a_fold_leaves_the_value_before_as_it_was():
    value = [1]
    appending.fold(value, [[2]])
    assert value == [1]


def test_a_type_that_needs_arguments_starts_from_nothing():
    class Needy:
        def __init__(self, argument):
            pass

    assert BinaryOperatorAggregate(Needy, add).initial() is MISSING


def test_no_two_threads_share_an_initial_value():
    assert appending.initial() is not appending.initial()


def extending(value, write):
    value.extend(write)
    return value


def test_a_reducer_may_append_in_place_and_nobody_else_sees_it():
    channel = BinaryOperatorAggregate(list, extending)
    value, writes = [1], [[2], [3]]
    assert channel.fold(value, writes) == [1, 2, 3]
    assert (value, writes) == ([1], [[2], [3]])


def test_a_first_write_that_becomes_the_value_is_not_appended_to():
    writes = [[1], [2]]
    assert BinaryOperatorAggregate(list | None, extending).fold(MISSING, writes) == [1, 2]
    assert writes == [[1], [2]]


def test_an_overwrite_takes_the_place_of_the_value_and_of_all_other_writes():
    assert appending.fold([1], [[2], Overwrite([9]), [3]]) == [9]
    assert appending.fold([1], [{"__overwrite__": []}]) == []
    assert appending.fold(MISSING, [Overwrite([9]), [3]]) == [9]


def test_a_type_whose_constructor_fails_starts_from_nothing():
    class Broken:
        def __init__(self):
            raise LookupError

    assert BinaryOperatorAggregate(Broken, add).initial() is MISSING


@pytest.mark.parametrize(("function", "pure"), [(add, True), (max, True), (extending, False)])
def test_only_reducers_that_are_known_to_be_pure_get_the_value_itself(function, pure):
    assert is_pure(function) is pure


def test_a_reducer_that_cannot_be_hashed_is_a_reducer_still():
    @dataclass
    class Joins:
        def __call__(self, value, write):
            return value + write

    assert BinaryOperatorAggregate(list, Joins()).fold([1], [[2]]) == [1, 2]


def test_reducers_are_one_rule_if_they_are_one_function_or_one_is_a_lambda():
    assert appending == BinaryOperatorAggregate(list, add)
    assert appending == BinaryOperatorAggregate(list, lambda a, b: a)
    assert appending != BinaryOperatorAggregate(list, extending)
    assert not same_function(partial(extending), extending)
