import collections
import enum
import math
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepgraph.errors import InvalidValueError
from stepgraph.message import AIMessage
from stepgraph.store.values import MAX_DEPTH, copied, plain_object

texts = st.text(st.characters(codec="utf-8"))
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner) | st.dictionaries(texts, inner),
    max_leaves=12,
)  # fmt: skip
objects = st.dictionaries(texts, json_values)


def parts(value):
    """Every dict and list in a value."""
    if isinstance(value, dict | list):
        yield value
        for item in value.values() if isinstance(value, dict) else value:
            yield from parts(item)


@given(objects)
def test_a_copy_is_equal_and_shares_nothing_that_can_change(value):
    kept = plain_object(value, "it")
    shown = copied(kept)
    assert value == kept == shown
    held = {id(part) for one in (value, kept, shown) for part in parts(one)}
    assert len(held) == 3 * len(list(parts(value)))


def test_any_mapping_is_put_as_a_dict():
    assert plain_object(MappingProxyType({"a": 1}), "it") == {"a": 1}


def test_dicts_and_lists_of_another_kind_are_put_as_plain_ones():
    message = AIMessage([{"text": "hi"}], additional_kwargs={"a": [1]})
    value = {"content": message.content, "more": message.additional_kwargs,
             "ordered": collections.OrderedDict(b=1)}  # fmt: skip
    kept = plain_object(value, "it")
    assert kept == {"content": [{"text": "hi"}], "more": {"a": [1]}, "ordered": {"b": 1}}
    assert {type(part) for part in parts(kept)} == {dict, list}


class Colour(enum.StrEnum):
    RED = "red"


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ([1], r"it is of type list"),
        ("text", r"it is of type str"),
        ({"a": [{"b": (1, 2)}]}, r"it\['a'\]\[0\]\['b'\] is of type tuple"),
        ({"a": {1}}, r"it\['a'\] is of type set"),
        ({"a": {1: 2}}, r"it\['a'\] has a key of type int"),
        ({"a": Colour.RED}, r"it\['a'\] is of type .*\.Colour"),
        ({"a": collections.deque()}, r"it\['a'\] is of type collections.deque"),
        ({"a": math.nan}, r"it\['a'\] is nan"),
        ({"a": [1.0, -math.inf]}, r"it\['a'\]\[1\] is -inf"),
        ({"a": "\ud800"}, r"it\['a'\] holds half a surrogate pair"),
        ({"\udfff": 1}, r"a key of it holds half a surrogate pair"),
    ],
)
def test_what_is_no_plain_json_is_refused_with_its_place(value, reason):
    with pytest.raises(InvalidValueError, match=f"^{reason}") as refused:
        plain_object(value, "it")
    assert refused.value.code == "STORE_INVALID_VALUE"


def test_a_value_may_be_nested_so_deep_and_no_deeper():
    value: dict = {}
    for _ in range(MAX_DEPTH - 1):
        value = {"a": value}
    assert copied(plain_object(value, "it")) == value
    with pytest.raises(InvalidValueError, match="nested more than"):
        plain_object({"a": value}, "it")
    with pytest.raises(InvalidValueError, match="nested more than"):
        plain_object({"a": [value]}, "it")


def test_a_value_that_holds_itself_is_refused():
    value: dict = {}
    value["me"] = value
    with pytest.raises(InvalidValueError, match="nested more than"):
        plain_object(value, "it")
