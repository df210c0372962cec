"""What all tasks of a run share, and graphs that run inside them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from stepgraph.checkpoint.table import Table
from stepgraph.runtime import RunControl

if TYPE_CHECKING:
    from stepgraph.checkpoint.log import ThreadLog
    from stepgraph.store.base import BaseStore

Emit = Callable[[tuple[str, ...], str, Any], None]
"""Takes a namespace, a stream mode and what to show."""


@dataclass(frozen=True, slots=True)
class Scope:
    """A run's surroundings."""

    thread: str | None = None
    tenant: str = "local"
    table: Table | None = None
    log: ThreadLog | None = None
    """Where calls of task functions are kept; None where nothing is."""

    limit: int | None = None
    """How many tasks, and how many calls of each, may run at once."""

    namespace: tuple[str, ...] = ()
    """The tasks that this graph runs inside of; empty for the graph itself."""

    context: Any = None
    store: BaseStore | None = None
    emit: Emit | None = None
    modes: tuple[str, ...] = ()
    control: RunControl | None = None
    remaining: Callable[[], float] | None = None
    """How many seconds the process still has, where something will end it."""

    interrupt_before: tuple[str, ...] = ()
    interrupt_after: tuple[str, ...] = ()

    def inside(self, task: str) -> Scope:
        """The surroundings of a graph that runs in `task`."""
        return replace(
            self, namespace=(*self.namespace, task), interrupt_before=(), interrupt_after=()
        )

    @property
    def key(self) -> str:
        """The namespace as it stands in keys."""
        return "|".join(self.namespace)

    def write(self, data: Any) -> None:
        """Show something to whoever streams the run in mode `custom`."""
        if self.emit is not None and "custom" in self.modes:
            self.emit(self.namespace, "custom", data)
