import datetime as dt
import enum
import functools
import os
import subprocess
import sys
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from stepgraph.cache.keys import cache_key, default_cache_key, identifier, namespace_of
from stepgraph.errors import CacheKeyError
from stepgraph.message import AIMessage, HumanMessage
from stepgraph.types import CachePolicy, Send

NS = namespace_of("shop.price", "price")

hashables = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.binary(),
    lambda inner: st.lists(inner).map(tuple) | st.frozensets(inner),
    max_leaves=5,
)
values = st.recursive(
    hashables | st.floats(allow_nan=False) | st.sampled_from(["~", "v", "dict"]),
    lambda inner: st.lists(inner) | st.dictionaries(hashables, inner) | st.sets(hashables),
    max_leaves=12,
)


def reordered(value):
    """An equal value whose dicts and sets were filled the other way round."""
    if isinstance(value, dict):
        return {key: reordered(item) for key, item in reversed(value.items())}
    if isinstance(value, list):
        return [reordered(item) for item in value]
    if isinstance(value, set):
        return {item for item in reversed(list(value))}  # noqa: C416 - the order is the point
    return value


def typed(value):
    """Something that is equal only for values that are equal, and of equal types all through."""
    kind = type(value)
    if kind is dict:
        return kind, frozenset((typed(key), typed(item)) for key, item in value.items())
    if kind in (set, frozenset):
        return kind, frozenset(map(typed, value))
    if kind in (list, tuple):
        return kind, tuple(map(typed, value))
    return kind, repr(value)


@given(values)
def test_the_order_in_which_dicts_and_sets_were_filled_does_not_matter(value):
    assert default_cache_key(value) == default_cache_key(reordered(value))


@given(values, values)
def test_two_inputs_have_one_key_only_if_they_are_the_same(a, b):
    assert (default_cache_key(a) == default_cache_key(b)) is (typed(a) == typed(b))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, True), (1, 1.0), (1, "1"), ([1], (1,)), (0.0, -0.0), ({"a": None}, {}),
        ({1: "a"}, {"1": "a"}), ({1}, frozenset({1})), ("a", b"a"),
        (dt.date(2030, 1, 1), "2030-01-01"), (Send("a", 1), ("a", 1)),
    ],
)  # fmt: skip
def test_what_python_may_call_equal_but_a_node_may_not_has_two_keys(one, other):
    assert default_cache_key(one) != default_cache_key(other)


def test_positional_and_named_arguments_are_told_apart():
    found = {
        default_cache_key(),
        default_cache_key(None),
        default_cache_key(1, 2),
        default_cache_key([1, 2]),
        default_cache_key(1, b=2),
        default_cache_key(a=1, b=2),
        default_cache_key({"a": 1, "b": 2}),
    }
    assert len(found) == 7
    assert default_cache_key(a=1, b=2) == default_cache_key(b=2, a=1)


@dataclass
class Point:
    x: int
    y: Any = None
    drawn: bool = field(default=False, compare=False)


@dataclass
class Spot:
    x: int
    y: Any = None


class Order(BaseModel):
    lines: list[Point]
    note: str = ""


class Colour(enum.Enum):
    RED = 1
    BLUE = 2


def test_objects_are_keyed_by_their_class_and_what_they_hold():
    assert default_cache_key(Point(1, {"a": 1})) == default_cache_key(Point(1, {"a": 1}, True))
    assert default_cache_key(Point(1)) != default_cache_key(Point(2))
    assert default_cache_key(Point(1)) != default_cache_key(Spot(1))
    assert default_cache_key({"p": Point(1)}) != default_cache_key({"p": {"x": 1, "y": None}})
    assert default_cache_key(Order(lines=[Point(1)])) == default_cache_key(Order(lines=[Point(1)]))
    assert default_cache_key(Order(lines=[Point(1)])) != default_cache_key(Order(lines=[Point(2)]))
    assert default_cache_key(Colour.RED) == default_cache_key(Colour(1))
    assert default_cache_key(Colour.RED) != default_cache_key(Colour.BLUE)


class Text(str):
    lang = "en"


def test_kinds_of_builtins_are_keyed_by_what_they_hold_and_carry():
    one, other = Text("a"), Text("a")
    assert default_cache_key(one) == default_cache_key(other) != default_cache_key("a")
    other.lang = "de"
    assert default_cache_key(one) != default_cache_key(other)
    filled = [OrderedDict(a=1, b=2), OrderedDict(b=2, a=1)]
    assert len({default_cache_key(one) for one in filled}) == 1
    assert default_cache_key(OrderedDict(a=1)) != default_cache_key(OrderedDict(a=2))


def test_messages_are_keyed_by_what_they_say():
    one, same = (HumanMessage([{"text": "hi"}], id="1") for _ in range(2))
    assert default_cache_key({"messages": [one]}) == default_cache_key({"messages": [same]})
    for other in (HumanMessage("hi", id="1"), AIMessage([{"text": "hi"}], id="1")):
        assert default_cache_key([one]) != default_cache_key([other])


GOLDEN = "6e8f027eebfe7c30b9d8a7270a0eb0b34aa953a30bcc3efe23644e37d7d4c6d1"
PROGRAM = """
from stepgraph.cache.keys import default_cache_key
print(default_cache_key({"b": {"x", "y", "z"}, "a": [1.5, None, ("t", b"t")]}, k=frozenset("abc")))
"""


@pytest.mark.parametrize("seed", ["1", "2"])
def test_every_process_makes_the_same_key(seed):
    env = {**os.environ, "PYTHONHASHSEED": seed}
    there = subprocess.check_output([sys.executable, "-c", PROGRAM], env=env, text=True).strip()
    here = default_cache_key(
        {"a": [1.5, None, ("t", b"t")], "b": {"z", "y", "x"}}, k=frozenset("cba")
    )
    assert there == here == GOLDEN


@pytest.mark.parametrize("value", [object(), {"a": [print]}, Point(1, object()), int])
def test_an_input_that_no_key_can_be_made_from_says_so(value):
    with pytest.raises(CacheKeyError, match="The input holds a value of type") as refused:
        default_cache_key(value)
    assert refused.value.code == "CACHE_KEY"
    assert "key_func" in refused.value.next_step


def test_an_input_that_holds_itself_has_no_key():
    value: list = []
    value.append(value)
    with pytest.raises(CacheKeyError, match="holds itself"):
        default_cache_key(value)


# The key of a task


def test_a_key_says_where_a_result_is_kept_and_for_how_long():
    made = cache_key(CachePolicy(ttl=60), NS, [{"a": 1}])
    assert (made.ns, made.ttl) == (("__stepgraph_writes", "shop.price", "price"), 60)
    assert made == cache_key(CachePolicy(ttl=60), NS, [{"a": 1}])
    assert made.key != cache_key(CachePolicy(ttl=60), NS, [{"a": 2}]).key


def test_a_task_function_has_a_namespace_without_a_node():
    assert namespace_of("shop.price") == ("__stepgraph_writes", "shop.price")


def test_named_arguments_count():
    one = cache_key(CachePolicy(), NS, [1], {"b": 2})
    assert one != cache_key(CachePolicy(), NS, [1], {"b": 3})


@pytest.mark.parametrize("made", ["ann", b"ann"])
def test_a_key_func_takes_the_input_and_decides(made):
    policy = CachePolicy(key_func=lambda state, suffix="": made)
    one = cache_key(policy, NS, [{"user": "ann", "at": 1}])
    assert one == cache_key(policy, NS, [{"user": "ann", "at": 2}], {"suffix": "x"})
    assert one == cache_key(CachePolicy(key_func=lambda _: "ann"), NS, [None])


def test_another_version_finds_nothing_of_what_was_kept_before():
    one, other = (cache_key(CachePolicy(), NS, [1], version=name) for name in ("v1", "v2"))
    assert one.ns == other.ns
    assert one.key != other.key


def test_a_version_is_not_part_of_the_input():
    policy = CachePolicy(key_func=lambda text: text)
    assert cache_key(policy, NS, ["bc"], version="a") != cache_key(policy, NS, ["c"], version="ab")


@pytest.mark.parametrize("made", [None, 7, ("a",)])
def test_a_key_func_that_gives_no_text_is_named_by_its_node(made):
    with pytest.raises(CacheKeyError, match=f"'price'.*type {type(made).__name__}"):
        cache_key(CachePolicy(key_func=lambda _: made), NS, [1])


def test_an_input_without_a_key_is_named_by_its_node():
    with pytest.raises(CacheKeyError, match=r"'price'.*builtins\.object"):
        cache_key(CachePolicy(), NS, [object()])


def test_what_a_key_func_raises_passes_through():
    with pytest.raises(ZeroDivisionError):
        cache_key(CachePolicy(key_func=lambda n: str(1 / n)), NS, [0])


# The name of code


class Callable_:  # noqa: N801 - as a user may name it
    def __call__(self):
        return None

    def method(self):
        return None


def test_code_is_named_by_its_module_and_its_place_in_it():
    here = __name__
    assert identifier(reordered) == f"{here}.reordered"
    assert identifier(Callable_()) == f"{here}.Callable_"
    assert identifier(Callable_().method) == f"{here}.Callable_.method"
    assert identifier(functools.partial(reordered, 1)) == f"{here}.reordered"
    assert identifier(len) == "builtins.len"


def test_two_lambdas_have_two_names():
    one = lambda: 1  # noqa: E731
    other = lambda: 2  # noqa: E731
    assert identifier(one) != identifier(other)
