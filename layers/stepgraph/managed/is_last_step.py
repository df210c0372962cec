"""How much of its recursion limit a run has left.

Counted as LangGraph counts, for which the arrival of an input takes one step of the limit: under a
limit of 10, the first node has 9 steps remaining, and the last step is the one with 1 remaining.
A run may take one superstep more here before it fails, so that what these say is on the safe side.
"""

from __future__ import annotations

from typing import Annotated

from stepgraph.managed.base import ManagedValue

INPUT_STEP = 1
LAST = 1


class RemainingStepsManager(ManagedValue):
    """The steps that the limit leaves, this superstep among them."""

    @staticmethod
    def get(step: int, limit: int) -> int:
        """The limit, less what was taken."""
        return limit - INPUT_STEP - step


class IsLastStepManager(ManagedValue):
    """Whether the limit leaves this superstep and no other."""

    @staticmethod
    def get(step: int, limit: int) -> bool:
        """One step remains."""
        return RemainingStepsManager.get(step, limit) == LAST


RemainingSteps = Annotated[int, RemainingStepsManager]
IsLastStep = Annotated[bool, IsLastStepManager]
