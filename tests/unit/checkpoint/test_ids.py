import uuid

from hypothesis import given
from hypothesis import strategies as st

from stepgraph.checkpoint import ids

positions = st.integers(1, 10**10)
phases = st.booleans()


@given(st.uuids().map(str), positions, phases)
def test_a_checkpoint_id_is_shaped_like_a_uuid6_and_tells_its_position(incarnation, seq, arrived):
    found = ids.checkpoint_id(incarnation, seq, arrived=arrived)
    assert uuid.UUID(found).version == 6
    assert uuid.UUID(found).variant == uuid.RFC_4122
    assert str(uuid.UUID(found)) == found
    assert ids.seq_of(found) == (seq, arrived)


@given(st.text(), st.text(), positions, phases, positions, phases)
def test_checkpoint_ids_sort_as_their_positions_do(one, other, seq, arrived, seq2, arrived2):
    """At one position, the input that has arrived comes before the input that is applied."""
    left, right = (seq, not arrived), (seq2, not arrived2)
    first = ids.checkpoint_id(one, seq, arrived=arrived)
    second = ids.checkpoint_id(other, seq2, arrived=arrived2)
    if left != right:
        assert (left < right) == (first < second)


def test_another_incarnation_has_other_ids():
    assert ids.checkpoint_id("a", 1) != ids.checkpoint_id("b", 1)
    assert ids.task_id("a", "", 1, "N:x") != ids.task_id("b", "", 1, "N:x")


def test_a_task_id_is_the_same_on_every_try_and_differs_by_each_part():
    parts = [("i", "", 1, "N:a"), ("j", "", 1, "N:a"), ("i", "n", 1, "N:a"), ("i", "", 2, "N:a")]
    parts.append(("i", "", 1, "N:b"))
    found = [ids.task_id(*part) for part in parts]
    assert len(set(found)) == len(parts)
    assert found == [ids.task_id(*part) for part in parts]


@given(st.integers(0, 10_000))
def test_an_interrupt_id_is_32_hex_digits_by_task_and_call(index):
    found = ids.interrupt_id("task", index)
    assert len(found) == 32
    assert int(found, 16) >= 0
    assert found != ids.interrupt_id("task", index + 1)
    assert found != ids.interrupt_id("other", index)
