import pytest

from stepgraph.channels import MISSING, EphemeralValue


def test_it_holds_the_last_write_until_a_superstep_without_one():
    assert EphemeralValue(int).fold(1, [2]) == 2
    assert EphemeralValue(int).fleeting
    assert EphemeralValue(int).initial() is MISSING


@pytest.mark.parametrize("guard", [True, False])
def test_the_guard_says_whether_two_writes_are_a_mistake(guard):
    assert EphemeralValue(int, guard).exclusive is guard


def test_a_guard_makes_another_rule():
    assert EphemeralValue(int) == EphemeralValue(str)
    assert EphemeralValue(int) != EphemeralValue(int, guard=False)
