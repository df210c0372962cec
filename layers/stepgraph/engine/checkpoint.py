"""The state between two supersteps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from stepgraph.channels import MISSING

PULL = "N"
PUSH = "S"
# Send indices are padded so that task paths sort as text the way they sort as numbers.
INDEX_WIDTH = 6


@dataclass(frozen=True, slots=True)
class TaskRef:
    """A task to come: of a node that an edge points to, or of a Send with its argument."""

    path: str
    node: str
    arg: Any = MISSING

    @classmethod
    def pull(cls, node: str) -> TaskRef:
        """The task of a node that reads the state."""
        return cls(f"{PULL}:{node}", node)

    @classmethod
    def push(cls, index: int, node: str, arg: Any) -> TaskRef:
        """The task of the Send at `index` in its superstep."""
        return cls(f"{PUSH}:{index:0{INDEX_WIDTH}d}:{node}", node, arg)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Where a thread stands: the channels' values, and the tasks that come next.

    `seq` is the position in the log of the entry that planned those tasks.
    """

    seq: int = 0
    step: int = -2
    values: Mapping[str, Any] = field(default_factory=dict)
    next: tuple[TaskRef, ...] = ()
