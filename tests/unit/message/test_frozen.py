import copy
import json

import pytest
from hypothesis import given

from stepgraph.errors import FrozenMessageError
from stepgraph.message.frozen import FrozenDict, FrozenList, OpaqueError, freeze, thaw
from tests.unit.message.strategies import json_values

CHANGES = [
    (FrozenDict(a=1), lambda d: d.__setitem__("a", 2)),
    (FrozenDict(a=1), lambda d: d.__delitem__("a")),
    (FrozenDict(a=1), lambda d: d.__ior__({"b": 1})),
    (FrozenDict(a=1), lambda d: d.clear()),
    (FrozenDict(a=1), lambda d: d.pop("a")),
    (FrozenDict(a=1), lambda d: d.popitem()),
    (FrozenDict(a=1), lambda d: d.setdefault("b", 1)),
    (FrozenDict(a=1), lambda d: d.update(b=1)),
    (FrozenList([2, 1]), lambda x: x.__setitem__(0, 1)),
    (FrozenList([2, 1]), lambda x: x.__delitem__(0)),
    (FrozenList([2, 1]), lambda x: x.__iadd__([1])),
    (FrozenList([2, 1]), lambda x: x.__imul__(2)),
    (FrozenList([2, 1]), lambda x: x.append(1)),
    (FrozenList([2, 1]), lambda x: x.clear()),
    (FrozenList([2, 1]), lambda x: x.extend([1])),
    (FrozenList([2, 1]), lambda x: x.insert(0, 1)),
    (FrozenList([2, 1]), lambda x: x.pop()),
    (FrozenList([2, 1]), lambda x: x.remove(1)),
    (FrozenList([2, 1]), lambda x: x.reverse()),
    (FrozenList([2, 1]), lambda x: x.sort()),
]


@pytest.mark.parametrize(("value", "change"), CHANGES)
def test_no_change_in_place_gets_through(value, change):
    before = thaw(value)
    with pytest.raises(FrozenMessageError, match="model_copy"):
        change(value)
    assert value == before


@given(json_values)
def test_frozen_values_are_equal_to_what_they_were_and_thaw_to_it(value):
    assert freeze(value) == value
    assert thaw(freeze(value)) == value
    assert json.dumps(freeze(value)) == json.dumps(value)


@given(json_values)
def test_equal_frozen_values_have_equal_hashes(value):
    assert hash(freeze(value)) == hash(freeze(copy.deepcopy(value)))


def test_a_copy_is_plain_and_may_be_changed():
    frozen = freeze({"a": [{"b": 1}], "c": ({"d": 1},)})
    plain = copy.deepcopy(frozen)
    plain["a"][0]["b"] = 2
    plain["c"][0]["d"] = 2
    assert frozen == {"a": [{"b": 1}], "c": ({"d": 1},)}
    assert type(copy.copy(frozen)) is dict
    assert type(copy.copy(frozen["a"])) is list
    assert type(copy.deepcopy(frozen["a"])) is list


def test_what_may_still_change_cannot_be_frozen():
    with pytest.raises(OpaqueError):
        freeze({"a": [{1}]})
