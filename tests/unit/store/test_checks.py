from typing import Any

import pytest

from stepgraph.errors import InvalidNamespaceError, InvalidOperationError, InvalidValueError
from stepgraph.store.base import (
    GetOp,
    ListNamespacesOp,
    MatchCondition,
    PutOp,
    SearchOp,
    validate_op_namespace,
)
from stepgraph.store.checks import checked

# Untyped, since what a type checker would refuse is what these tests try.
Get: Any = GetOp
Put: Any = PutOp
Search: Any = SearchOp
List: Any = ListNamespacesOp
Match: Any = MatchCondition
check: Any = checked

NS = ("a",)


def test_namespaces_that_came_as_lists_become_tuples():
    assert check(Get(["a", "b"], "k")).namespace == ("a", "b")
    assert check(Put(["a"], "k", {})).namespace == ("a",)
    assert check(Search(["a"])).namespace_prefix == ("a",)
    listed = check(List([Match("suffix", ["b"])]))
    assert listed.match_conditions == (Match("suffix", ("b",)),)


def test_a_key_becomes_a_text():
    assert check(Get(NS, 7)).key == check(Put(NS, 7, None)).key == "7"


def test_a_checked_put_holds_a_value_of_its_own():
    value = {"list": [1]}
    put = check(Put(NS, "k", value))
    value["list"].append(2)
    assert put.value == {"list": [1]}


@pytest.mark.parametrize(
    ("op", "reason"),
    [
        (Search(NS, limit=-1), "limit is -1"),
        (Search(NS, limit=1.5), "limit is 1.5"),
        (Search(NS, offset=-2), "offset is -2"),
        (Search(NS, query=7), "not of type int"),
        (Search(NS, filter={"a": {"$in": 1}}), "no operator"),
        (List(limit=None), "limit is None"),
        (List(offset="1"), "offset is '1'"),
        (List(max_depth=0), "max_depth is 0"),
        (List((Match("infix", ("a",)),)), "named 'infix'"),
        (Put(NS, "k", {}, index=True), "index is True"),
        (Put(NS, "k", {}, index="text"), "index is 'text'"),
        (Put(NS, "k", {}, index=[1]), r"index is \[1\]"),
        (Put(NS, "k", {}, ttl=-1), "ttl is -1"),
        (Put(NS, "k", {}, ttl=float("nan")), "ttl is nan"),
        (Put(NS, "k", {}, ttl="5"), "ttl is '5'"),
        (("get", "a"), "type tuple"),
    ],
)
def test_an_argument_that_makes_no_sense_is_refused(op, reason):
    with pytest.raises(InvalidOperationError, match=reason) as refused:
        check(op)
    assert refused.value.next_step


def test_what_is_deleted_may_lie_where_nothing_may_be_put():
    assert check(Put(("langgraph",), "k", None)).value is None
    with pytest.raises(InvalidNamespaceError):
        check(Put(("langgraph",), "k", {}))


def test_a_refused_value_is_named_by_its_item():
    with pytest.raises(InvalidValueError, match=r"item 'k' in \('a',\)\['x'\] is of type set"):
        check(Put(NS, "k", {"x": set()}))


BAD = ("a.b",)


@pytest.mark.parametrize(
    "op",
    [
        Get(BAD, "k"),
        Put(BAD, "k", None),
        Put(BAD, "k", {}),
        Search(BAD),
        List((Match("prefix", BAD),)),
    ],
)
def test_an_invalid_label_is_refused_in_every_operation(op):
    with pytest.raises(InvalidNamespaceError):
        check(op)
    with pytest.raises(InvalidNamespaceError):
        validate_op_namespace(op)


def test_valid_namespaces_pass():
    for op in (Get(NS, "k"), Put(NS, "k", {}), Search(()), List()):
        validate_op_namespace(op)
