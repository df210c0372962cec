import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepgraph.channels import MISSING, Barrier, NamedBarrierValue

barrier = Barrier(["a", "b"])


@pytest.mark.parametrize(
    ("seen", "complete"), [(MISSING, False), (["a"], False), (["a", "b"], True)]
)
def test_a_barrier_opens_when_all_have_come(seen, complete):
    assert barrier.is_complete(seen) is complete


@given(st.lists(st.lists(st.sampled_from("abc"))))
def test_the_order_of_arrival_leaves_no_trace(arrivals):
    value = MISSING
    for names in arrivals:
        value = barrier.fold(value, names)
    backwards = MISSING
    for names in reversed(arrivals):
        backwards = barrier.fold(backwards, names)
    assert value == backwards


def test_a_barrier_is_no_part_of_the_state():
    assert barrier.hidden
    assert not barrier.exclusive


def test_a_barrier_that_waits_for_no_name_opens_on_any():
    late = Barrier((), after_finish=True)
    assert not late.is_complete(MISSING)
    assert late.is_complete(late.fold(MISSING, ["a"]))


def test_equal_names_and_times_are_one_rule():
    assert Barrier(["a", "b"]) == Barrier(["b", "a"])
    assert Barrier(["a"]) != Barrier(["a", "b"])
    assert Barrier(["a"]) != Barrier(["a"], after_finish=True)
    assert Barrier(["a"]) != NamedBarrierValue(str, ["a"])


def test_a_key_of_the_state_shows_none_once_all_names_are_there():
    named = NamedBarrierValue(str, {"a", "b"})
    assert not named.hidden
    half = named.fold(MISSING, ["a", "a"])
    assert named.read(half) is MISSING
    assert named.read(named.fold(half, ["b"])) is None


def test_a_name_that_nothing_waits_for_is_an_error():
    with pytest.raises(ValueError, match=r"'c' is not one of the names it waits for: 'a', 'b'"):
        NamedBarrierValue(str, {"b", "a"}).fold(MISSING, ["a", "c"])
