import operator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stepgraph.errors import InvalidOperationError
from stepgraph.store.filters import lets_through, require_filter

numbers = st.integers(-(10**20), 10**20) | st.floats(allow_nan=False)
ORDERS = {"$gt": operator.gt, "$gte": operator.ge, "$lt": operator.lt, "$lte": operator.le}


@pytest.mark.parametrize(
    ("filter", "answer"),
    [
        (None, True),
        ({}, True),
        ({"status": "open"}, True),
        ({"status": "closed"}, False),
        ({"status": "open", "score": 3}, False),
        ({"missing": None}, True),
        ({"missing": 1}, False),
        ({"missing": {"$ne": 1}}, True),
        ({"status": {"$eq": "open"}}, True),
        ({"status": {"$ne": "open"}}, False),
        ({"score": {"$gt": 4, "$lt": 5}}, True),
        ({"score": {"$gt": 4, "$lt": 4.5}}, False),
        ({"owner": {"name": "ann"}}, True),
        ({"owner": {"age": {"$gte": 40}, "name": "ann"}}, True),
        ({"owner": {"age": {"$gt": 40}}}, False),
        ({"owner": {}}, True),
        ({"status": {}}, False),
        ({"status": {"name": "ann"}}, False),
        ({"owner": {"$eq": {"name": "ann"}}}, False),
        ({"tags": ["a", 2]}, True),
        ({"tags": ("a", {"$gt": 1})}, True),
        ({"tags": ["a"]}, False),
        ({"tags": ["a", 3]}, False),
        ({"status": ["open"]}, False),
    ],
)
def test_a_filter_names_fields_and_what_they_must_be(filter, answer):
    value = {
        "status": "open", "score": 4.5, "owner": {"name": "ann", "age": 40}, "tags": ["a", 2],
    }  # fmt: skip
    assert lets_through(require_filter(filter), value) is answer


@given(numbers, st.sampled_from(list(ORDERS)), numbers)
@example(2**53 + 1, "$gt", 2**53)
def test_numbers_are_compared_exactly(value, name, operand):
    assert lets_through({"n": {name: operand}}, {"n": value}) is ORDERS[name](value, operand)


@given(numbers, st.sampled_from(list(ORDERS)), st.floats(allow_nan=False))
def test_a_text_that_reads_as_a_number_is_compared_as_one(value, name, operand):
    answer = ORDERS[name](float(value), operand)
    assert lets_through({"n": {name: operand}}, {"n": str(value)}) is answer


def test_other_texts_are_compared_as_texts():
    assert lets_through({"day": {"$gte": "2030-01-01", "$lt": "2031"}}, {"day": "2030-06-30"})
    assert not lets_through({"day": {"$gte": "2031-01-01"}}, {"day": "2030-06-30"})


@pytest.mark.parametrize("value", [{}, {"n": None}, {"n": "x"}, {"n": [1]}, {"n": {"m": 1}}])
@pytest.mark.parametrize("name", ORDERS)
def test_what_has_no_order_is_not_found_and_harms_no_search(value, name):
    assert not lets_through({"n": {name: 1}}, value)


@pytest.mark.parametrize(
    ("filter", "reason"),
    [
        ({"n": {"$regex": "a"}}, r"'n' has no operator '\$regex'"),
        ({"n": {"$gt": 1, "m": 2}}, "'n' has no operator 'm'"),
        ({"n": {"m": {"$in": [1]}}}, r"'m' has no operator '\$in'"),
        ({"n": [{"$in": [1]}]}, r"'n' has no operator '\$in'"),
        ({"n": {"$gt": None}}, r"'n' compares by \$gt with a value of type NoneType"),
        ({"n": {"$lte": [1]}}, r"'n' compares by \$lte with a value of type list"),
        ([("n", 1)], "not of type list"),
        ("n", "not of type str"),
    ],
)
def test_a_filter_that_makes_no_sense_is_refused_before_it_runs(filter, reason):
    with pytest.raises(InvalidOperationError, match=reason) as refused:
        require_filter(filter)
    assert refused.value.code == "STORE_INVALID_OPERATION"
    assert refused.value.next_step
