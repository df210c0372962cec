import pytest

from stepgraph.managed.is_last_step import IsLastStepManager, RemainingStepsManager


@pytest.mark.parametrize(("step", "remaining"), [(0, 4), (1, 3), (2, 2), (3, 1), (4, 0)])
def test_steps_count_down_from_one_below_the_limit(step, remaining):
    assert RemainingStepsManager.get(step, 5) == remaining


@pytest.mark.parametrize(("step", "last"), [(0, False), (3, True), (4, False)])
def test_the_last_step_is_the_one_with_one_remaining(step, last):
    assert IsLastStepManager.get(step, 5) is last
