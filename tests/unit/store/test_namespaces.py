import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepgraph.errors import InvalidNamespaceError
from stepgraph.store.namespaces import matches, require_labels, require_writable
from stepgraph.store.operations import MatchCondition

labels = st.text(st.characters(exclude_characters=".\0", codec="utf-8"), min_size=1)


@given(st.lists(labels))
def test_labels_may_be_any_text_without_periods_and_nuls(namespace):
    assert require_labels(namespace) == tuple(namespace)


@pytest.mark.parametrize(
    ("namespace", "reason"),
    [
        (("a", ""), "is empty"),
        (("a", "b.c"), "holds a period"),
        (("a\0",), "holds a NUL"),
        (("a", 1), "of type int"),
        ((None,), "of type NoneType"),
        ("users", "not 'users'"),
        (None, "not None"),
    ],
)
def test_an_invalid_namespace_is_refused_with_the_label_at_fault(namespace, reason):
    with pytest.raises(InvalidNamespaceError, match=reason) as refused:
        require_labels(namespace)
    assert refused.value.code == "STORE_INVALID_NAMESPACE"
    assert refused.value.next_step


@pytest.mark.parametrize("namespace", [(), ("langgraph",), ("stepgraph", "a")])
def test_nothing_is_put_at_the_root_or_under_a_reserved_one(namespace):
    assert require_labels(namespace) == namespace
    with pytest.raises(InvalidNamespaceError):
        require_writable(namespace)


def test_a_reserved_word_may_stand_further_down():
    assert require_writable(("a", "langgraph")) == ("a", "langgraph")


@pytest.mark.parametrize(
    ("kind", "path", "namespace", "answer"),
    [
        ("prefix", ("a", "b"), ("a", "b", "c"), True),
        ("prefix", ("a", "b"), ("a", "b"), True),
        ("prefix", ("a", "b"), ("b", "a", "b"), False),
        ("prefix", ("*", "b"), ("x", "b", "c"), True),
        ("prefix", ("a", "*"), ("a",), False),
        ("suffix", ("b", "c"), ("a", "b", "c"), True),
        ("suffix", ("b", "c"), ("b", "c", "a"), False),
        ("suffix", ("b", "*"), ("a", "b", "c"), True),
        ("suffix", ("a", "b", "c"), ("b", "c"), False),
        ("suffix", (), ("a",), True),
    ],
)
def test_a_namespace_matches_by_its_beginning_or_its_end(kind, path, namespace, answer):
    assert matches(namespace, [MatchCondition(kind, path)]) is answer


def test_all_conditions_must_match():
    both = [MatchCondition("prefix", ("a",)), MatchCondition("suffix", ("z",))]
    assert matches(("a", "m", "z"), both)
    assert not matches(("a", "m"), both)
    assert matches(("a", "m"), [])
