import asyncio
from typing import Any

import pytest

from stepgraph.errors import InvalidNamespaceError, InvalidValueError, TtlNotSupportedError
from stepgraph.store.base import (
    BaseStore,
    GetOp,
    ListNamespacesOp,
    MatchCondition,
    PutOp,
    SearchOp,
)
from stepgraph.store.settings import NOT_PROVIDED


class Recorder(BaseStore):
    """A store that only remembers what it was asked."""

    def __init__(self):
        self.asked = []

    def batch(self, ops):
        self.asked += ops
        return [None]

    async def abatch(self, ops):
        return self.batch(ops)


class Expiring(Recorder):
    supports_ttl = True


NS = ("a", "b")

CALLS = [
    (("get", NS, "k"), {}, GetOp(NS, "k", True)),
    (("get", NS, 7), {"refresh_ttl": False}, GetOp(NS, "7", False)),
    (("search", NS), {}, SearchOp(NS, None, 10, 0, None, True)),
    (("search", ()), {"query": "q", "filter": {"x": 1}, "limit": 2, "offset": 3},
     SearchOp((), {"x": 1}, 2, 3, "q", True)),
    (("put", NS, 7, {"x": 1}), {}, PutOp(NS, "7", {"x": 1}, None, None)),
    (("put", NS, "k", {}, ["x"]), {"ttl": None}, PutOp(NS, "k", {}, ["x"], None)),
    (("put", NS, "k", {}), {"index": False}, PutOp(NS, "k", {}, False, None)),
    (("delete", NS, "k"), {}, PutOp(NS, "k", None, None, None)),
    (("list_namespaces",), {}, ListNamespacesOp((), None, 100, 0)),
    (("list_namespaces",), {"prefix": ["a", "*"], "suffix": ("z",), "max_depth": 2, "limit": 1,
                            "offset": 4},
     ListNamespacesOp((MatchCondition("prefix", ("a", "*")), MatchCondition("suffix", ("z",))),
                      2, 1, 4)),
]  # fmt: skip


@pytest.mark.parametrize(("call", "named", "op"), CALLS)
def test_every_call_is_a_batch_of_one_operation(call, named, op):
    store = Recorder()
    name, *arguments = call
    getattr(store, name)(*arguments, **named)
    asyncio.run(getattr(store, f"a{name}")(*arguments, **named))
    assert store.asked == [op, op]


@pytest.mark.parametrize(
    ("call", "arguments"),
    [
        ("get", (("a.b",), "k")),
        ("search", (("",),)),
        ("put", ((), "k", {})),
        ("put", (("langgraph",), "k", {})),
        ("delete", ((1,), "k")),
    ],
)
def test_an_invalid_namespace_does_not_reach_the_store(call, arguments):
    store = Recorder()
    with pytest.raises(InvalidNamespaceError):
        getattr(store, call)(*arguments)
    with pytest.raises(InvalidNamespaceError):
        asyncio.run(getattr(store, f"a{call}")(*arguments))
    assert store.asked == []


def test_an_invalid_pattern_does_not_reach_the_store():
    store: Any = Recorder()
    with pytest.raises(InvalidNamespaceError):
        store.list_namespaces(prefix=("a.b",))
    with pytest.raises(InvalidNamespaceError):
        store.list_namespaces(suffix="ab")
    assert store.asked == []


def test_a_put_without_a_value_is_no_deletion_by_accident():
    store: Any = Recorder()
    with pytest.raises(InvalidValueError, match=r"delete\(\)"):
        store.put(NS, "k", None)
    assert store.asked == []


def test_a_store_without_expiry_refuses_a_time_to_live():
    store = Recorder()
    with pytest.raises(TtlNotSupportedError, match="Recorder") as refused:
        store.put(NS, "k", {}, ttl=5)
    assert isinstance(refused.value, NotImplementedError)
    assert refused.value.code == "STORE_TTL_UNSUPPORTED"


def test_a_store_with_expiry_has_its_defaults():
    store = Expiring()
    store.ttl_config = {"default_ttl": 30, "refresh_on_read": False}
    store.put(NS, "k", {})
    store.put(NS, "k", {}, ttl=None)
    store.put(NS, "k", {}, ttl=5)
    store.get(NS, "k")
    store.get(NS, "k", refresh_ttl=True)
    assert [op.ttl for op in store.asked[:3]] == [30, None, 5]
    assert [op.refresh_ttl for op in store.asked[3:]] == [False, True]


def test_left_out_is_not_none():
    assert not NOT_PROVIDED
    assert repr(NOT_PROVIDED) == "NOT_GIVEN"
