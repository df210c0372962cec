import contextlib
import datetime as dt
import decimal
import enum
import json
import math
import uuid
from collections import namedtuple
from dataclasses import dataclass

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stepgraph.checkpoint import codec
from stepgraph.errors import DamagedItemError, UnknownTypeError
from stepgraph.types import Send

zones = st.builds(dt.timezone, st.timedeltas(dt.timedelta(hours=-23), dt.timedelta(hours=23)))
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**256), 2**256)
    | st.floats(allow_nan=False)
    | st.text()
    | st.sampled_from([codec.TAG, codec.VALUE, "dict", ""])
    | st.binary()
    | st.datetimes(timezones=st.none() | zones)
    | st.dates()
    | st.uuids()
    | st.decimals(allow_nan=False)
)
hashables = st.recursive(
    scalars, lambda inner: st.lists(inner).map(tuple) | st.frozensets(inner), max_leaves=6
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner)
        | st.lists(inner).map(tuple)
        | st.sets(hashables)
        | st.frozensets(hashables)
        | st.dictionaries(st.text(), inner)
        | st.dictionaries(hashables, inner)
        | st.builds(Send, st.text(), inner)
    ),
    max_leaves=12,
)


def shape(value):
    """Something that is equal only for values that are equal, and of equal types all through."""
    kind = type(value)
    if kind is dict:
        return kind, [(shape(key), shape(item)) for key, item in value.items()]
    if kind in (list, tuple):
        return kind, [shape(item) for item in value]
    if kind in (set, frozenset):
        return kind, sorted((shape(item) for item in value), key=repr)
    if kind is Send:
        return kind, value.node, shape(value.arg)
    if kind is decimal.Decimal:
        return kind, value.as_tuple()
    return kind, math.copysign(1, value) if kind is float else None, value


@given(values)
@example({"~": "dict", "v": [[1, 2]]})
@example({"~": "float"})
@example({1: "int", "1": "str", None: "none", (): "tuple"})
@example({True: "bool", 2: {"~": {"~": None}}})
@example([0.0, -0.0, math.inf, -math.inf, 5e-324, 1e308])
@example([10**1000, -(2**64), True, 1])
@example({frozenset({(1, "a"), b"\0"}): [dt.date.min, dt.datetime.max, dt.datetime.min]})
@example([decimal.Decimal("1.10"), decimal.Decimal("-0"), decimal.Decimal("Infinity")])
@example("\x00 \N{PILE OF POO} \u2028 \ufeff")
def test_what_comes_back_is_equal_and_of_the_same_type(value):
    assert shape(codec.loads(codec.dumps(value, "x"))) == shape(value)


def test_nan_comes_back_as_nan():
    assert math.isnan(codec.loads(codec.dumps(math.nan, "x")))


@given(values)
def test_the_bytes_are_json(value):
    def refuse(constant):
        raise AssertionError(constant)

    json.loads(codec.dumps(value, "x"), parse_constant=refuse)


@given(st.lists(hashables, unique=True), st.randoms())
def test_equal_sets_are_equal_bytes(items, random):
    shuffled = random.sample(items, len(items))
    assert codec.dumps(set(items), "x") == codec.dumps(set(shuffled), "x")


class Text(str):
    __slots__ = ()


class Colour(enum.Enum):
    RED = 1


class Level(enum.IntEnum):
    LOW = 1


@dataclass
class Point:
    x: int = 0


Pair = namedtuple("Pair", "a b")

UNKNOWN = {
    "object": object(),
    "str subclass": Text("a"),
    "namedtuple": Pair(1, 2),
    "enum": Colour.RED,
    "int enum": Level.LOW,
    "dataclass": Point(),
    "bytearray": bytearray(b"a"),
    "complex": 1j,
    "function": len,
    "class": int,
    "exception": ValueError("a"),
    "iterator": iter("a"),
    "timedelta": dt.timedelta(1),
}


@pytest.mark.parametrize("value", UNKNOWN.values(), ids=UNKNOWN.keys())
@pytest.mark.parametrize(
    "wrap",
    [
        lambda value: value,
        lambda value: [value],
        lambda value: {"key": (value,)},
        lambda value: {1: value},
        lambda value: Send("node", value),
    ],
)
def test_an_unknown_type_is_refused_with_its_place_its_name_and_the_fix(value, wrap):
    with pytest.raises(UnknownTypeError) as caught:
        codec.dumps(wrap(value), "Channel 'c'")
    kind = type(value)
    assert "Channel 'c'" in caught.value.problem
    assert f"{kind.__module__}.{kind.__qualname__}" in caught.value.problem
    assert caught.value.next_step.startswith("Write a dict, list")


def test_an_unknown_key_is_refused_too():
    with pytest.raises(UnknownTypeError, match="Text"):
        codec.dumps({Text("a"): 1}, "x")


DAMAGED = [
    b"",
    b"{",
    b"\xff",
    b"nul",
    b"[" * 100_000,
    b'{"~":"unheard of","v":1}',
    b'{"~":"float"}',
    b'{"~":["list"],"v":1}',
    b'{"~":"float","v":"my secret"}',
    b'{"~":"uuid","v":5}',
    b'{"~":"uuid","v":"my secret"}',
    b'{"~":"decimal","v":"my secret"}',
    b'{"~":"datetime","v":"my secret"}',
    b'{"~":"date","v":0}',
    b'{"~":"bytes","v":"a"}',
    b'{"~":"dict","v":[["my secret"]]}',
    b'{"~":"dict","v":[[{"a":1},2]]}',
    b'{"~":"set","v":[[]]}',
    b'{"~":"tuple","v":7}',
    b'{"~":"send","v":[]}',
]


@pytest.mark.parametrize("data", DAMAGED, ids=[data[:30].decode("latin-1") for data in DAMAGED])
def test_damaged_bytes_are_an_error_that_quotes_nothing(data):
    with pytest.raises(DamagedItemError, match="Restore the item") as caught:
        codec.loads(data)
    assert "secret" not in str(caught.value)


@given(values, st.data())
def test_cut_bytes_never_raise_anything_else(value, data):
    whole = codec.dumps(value, "x")
    cut = whole[: data.draw(st.integers(0, len(whole)))]
    with contextlib.suppress(DamagedItemError):
        codec.loads(cut)


def test_a_uuid_keeps_its_version():
    value = uuid.uuid4()
    assert codec.loads(codec.dumps(value, "x")).version == value.version == 4


def test_an_offset_of_less_than_a_second_comes_back():
    zone = dt.timezone(dt.timedelta(microseconds=1))
    value = dt.datetime(2000, 1, 1, tzinfo=zone)
    found = codec.loads(codec.dumps(value, "here"))
    assert (found, found.utcoffset()) == (value, value.utcoffset())
