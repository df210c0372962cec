"""What a node may ask about the run it is part of."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from stepgraph.types import RunnableConfig

if TYPE_CHECKING:
    from stepgraph.errors import NodeError
    from stepgraph.store.base import BaseStore

__all__ = ["ExecutionInfo", "RunControl", "Runtime", "get_runtime"]


@dataclass(frozen=True, slots=True)
class ExecutionInfo:
    """Where a task stands."""

    task_id: str = ""
    node: str = ""
    thread_id: str | None = None
    run_id: str | None = None
    node_attempt: int = 1
    checkpoint_id: str = ""
    checkpoint_ns: str = ""


class RunControl:
    """A way to ask a run to stop at its next superstep border; its state is kept."""

    __slots__ = ("drain_reason",)

    def __init__(self) -> None:
        self.drain_reason: str | None = None

    def request_drain(self, reason: str = "shutdown") -> None:
        """Ask; safe from any thread and from a signal handler."""
        self.drain_reason = reason

    @property
    def drain_requested(self) -> bool:
        """Whether somebody has asked."""
        return self.drain_reason is not None


def _nowhere(_: Any) -> None:
    """Where a stream goes that nobody reads."""


def _silence() -> None:
    """What a heartbeat does where nothing waits for it."""


@dataclass(frozen=True, slots=True)
class Runtime[Context]:
    """Handed to a node that has a parameter named `runtime`."""

    context: Context = None  # type: ignore[assignment]
    store: BaseStore | None = None
    stream_writer: Callable[[Any], None] = _nowhere
    heartbeat: Callable[[], None] = _silence
    previous: Any = None
    error: NodeError | None = None
    """What an error handler is to handle."""

    execution_info: ExecutionInfo = field(default_factory=ExecutionInfo)
    config: RunnableConfig = field(default_factory=dict)
    scope: Any = None
    """What graphs that run inside the task share with it; not for nodes."""

    calls: Any = None
    """The calls of task functions that it has made; not for nodes."""

    def override(self, **changes: Any) -> Runtime[Context]:
        """The same with some fields changed."""
        return replace(self, **changes)


current_runtime: ContextVar[Runtime[Any] | None] = ContextVar("current_runtime", default=None)


def get_runtime(context_schema: type | None = None) -> Runtime[Any]:
    """The runtime of the task that calls."""
    runtime = current_runtime.get()
    if runtime is None:
        raise RuntimeError("There is no runtime outside a node. Call this from a node's code.")
    return runtime
