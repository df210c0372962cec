from typing import Annotated, Optional, TypedDict

import pytest

from stepgraph.channels import Topic, channels_of, managed_of
from stepgraph.errors import GraphDefinitionError
from stepgraph.managed import IsLastStep, RemainingSteps
from stepgraph.managed.base import ManagedValue, managed_in
from stepgraph.managed.is_last_step import IsLastStepManager, RemainingStepsManager


class StepsTaken(ManagedValue):
    @staticmethod
    def get(step, limit):
        return step


class State(TypedDict, total=False):
    value: int
    last: IsLastStep
    remaining: RemainingSteps
    taken: Annotated[int, StepsTaken, "a note"]


def test_managed_keys_are_no_channels():
    assert list(channels_of(State)) == ["value"]
    assert managed_of(State) == {
        "last": IsLastStepManager,
        "remaining": RemainingStepsManager,
        "taken": StepsTaken,
    }


@pytest.mark.parametrize("hint", [IsLastStep, IsLastStep | None, Optional[IsLastStep]])  # noqa: UP045
def test_an_optional_managed_value_is_one_too(hint):
    assert managed_in(hint) is IsLastStepManager


@pytest.mark.parametrize("hint", [int, int | None, Annotated[int, "note", 3], list[IsLastStep]])
def test_other_annotations_mean_none(hint):
    assert managed_in(hint) is None


def test_a_managed_key_does_not_hide_what_is_wrong_with_another():
    class Wrong(TypedDict):
        last: IsLastStep
        a: Annotated[int, Topic, 3]
        b: Annotated[int, abs]

    with pytest.raises(GraphDefinitionError, match="key 'b'"):
        channels_of(Wrong)
