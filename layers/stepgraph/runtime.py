"""What a node may ask about the run it is part of."""

from __future__ import annotations

from dataclasses import dataclass, field

from stepgraph.types import RunnableConfig

__all__ = ["ExecutionInfo", "Runtime"]


@dataclass(frozen=True, slots=True)
class ExecutionInfo:
    """Where a task stands."""

    task_id: str = ""
    thread_id: str | None = None
    run_id: str | None = None
    node_attempt: int = 1


@dataclass(frozen=True, slots=True)
class Runtime:
    """Handed to a node that has a parameter named `runtime`."""

    config: RunnableConfig = field(default_factory=dict)
    execution_info: ExecutionInfo = field(default_factory=ExecutionInfo)
