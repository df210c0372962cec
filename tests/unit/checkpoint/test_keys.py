import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepgraph.checkpoint import keys
from stepgraph.engine import TaskRef
from stepgraph.errors import InvalidInputError

printable = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=40)
tenants = printable.filter(lambda tenant: "#" not in tenant)
seqs = st.integers(1, 10**10 - 2)


@given(tenants, printable, tenants, printable)
def test_two_threads_share_a_partition_only_if_tenant_and_thread_are_equal(t1, th1, t2, th2):
    same = keys.thread_key(t1, th1) == keys.thread_key(t2, th2)
    assert same == ((t1, th1) == (t2, th2))


@pytest.mark.parametrize("thread", ["x#T#other", "#", "META", "a b", "\N{SNOWMAN}", "x" * 255])
def test_a_thread_may_have_any_printable_name(thread):
    assert keys.thread_key("me", thread) == f"me#T#{thread}"


HOSTILE = ["", "x" * 256, "a\n", "a\0b", "\t", "\u2028", "\ud800", "\x7f"]


@pytest.mark.parametrize("id", HOSTILE, ids=ascii)
def test_what_cannot_be_a_key_is_refused(id):
    with pytest.raises(InvalidInputError, match=r"thread id .* cannot be a key"):
        keys.thread_key("me", id)
    with pytest.raises(InvalidInputError, match=r"tenant .* cannot be a key"):
        keys.thread_key(id, "thread")


@pytest.mark.parametrize("tenant", ["me#T#you", "#", "me#"])
def test_a_tenant_cannot_write_the_rest_of_the_key(tenant):
    with pytest.raises(InvalidInputError, match="tenant"):
        keys.thread_key(tenant, "thread")


def test_the_longest_key_fits_into_dynamodb():
    assert len(keys.thread_key("\U0001f600" * 255, "\U0001f600" * 255).encode()) <= 2048


@given(seqs, seqs)
def test_entries_sort_by_position(one, other):
    assert (keys.entry_key("", one) < keys.entry_key("", other)) == (one < other)


@given(seqs, st.text(min_size=1, max_size=64), st.integers(0, 9999))
def test_what_belongs_to_an_entry_sorts_between_it_and_the_next(seq, node, index):
    path = TaskRef.pull(node).path
    first, last = keys.log_range("", seq)
    for key in (
        keys.writes_key("", seq, path),
        keys.interrupt_key("", seq, path, index),
        keys.answer_key("", seq, path, index),
        keys.failure_key("", seq, path, "run"),
        keys.failure_key("", seq, "", "run"),
    ):
        assert first <= keys.entry_key("", seq) < key < keys.entry_key("", seq + 1) <= last


@given(seqs, seqs)
def test_a_range_holds_the_log_from_a_position_on_and_not_meta(first, seq):
    low, high = keys.log_range("", first)
    assert (low <= keys.entry_key("", seq) <= high) == (seq >= first)
    assert not low <= keys.META <= high
