"""Keys of the state that the engine works out for each task. Pure; nobody writes them."""

from stepgraph.managed.is_last_step import IsLastStep, RemainingSteps

__all__ = ["IsLastStep", "RemainingSteps"]
