import pytest

from stepgraph.channels import UntrackedValue


def test_it_holds_the_last_write_and_no_log_does():
    assert UntrackedValue(int).fold(1, [2]) == 2
    assert not UntrackedValue(int).tracked
    assert not UntrackedValue(int).fleeting


@pytest.mark.parametrize("guard", [True, False])
def test_the_guard_says_whether_two_writes_are_a_mistake(guard):
    assert UntrackedValue(int, guard).exclusive is guard


def test_a_guard_makes_another_rule():
    assert UntrackedValue(int) == UntrackedValue(str)
    assert UntrackedValue(int) != UntrackedValue(int, guard=False)
