import pytest

from stepgraph.message.ids import ids_from, new_id


def test_ids_are_random():
    assert new_id() != new_id()


def test_ids_from_a_seed_are_the_same_each_time_and_all_different():
    def three(seed):
        with ids_from(seed):
            return [new_id(), new_id(), new_id()]

    assert three("a") == three("a")
    assert len({*three("a"), *three("b")}) == 6


def test_ids_are_random_again_afterwards_even_after_an_error():
    with pytest.raises(ZeroDivisionError), ids_from("a"):
        raise ZeroDivisionError
    with ids_from("a"):
        seeded = new_id()
    assert new_id() != seeded
