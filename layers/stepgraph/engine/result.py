"""What a task leaves behind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from stepgraph.types import Send

Write = tuple[str, Any]


@dataclass(frozen=True, slots=True)
class TaskResult:
    """The writes of a task, and where it leads."""

    path: str
    node: str
    writes: tuple[Write, ...] = ()
    routes: tuple[str | Send, ...] = ()
