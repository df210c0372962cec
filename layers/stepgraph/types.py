"""The words of a graph: what authors write in nodes and read back from a thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from stepgraph.errors import GraphInterrupt

__all__ = [
    "Command",
    "Interrupt",
    "PregelTask",
    "RetryPolicy",
    "RunnableConfig",
    "Send",
    "StateSnapshot",
    "StreamMode",
    "interrupt",
]

RunnableConfig = dict[str, Any]
StreamMode = Literal["values", "updates"]


@dataclass(frozen=True, slots=True)
class Send:
    """One more task of `node` in the next superstep, with `arg` in the place of the state."""

    node: str
    arg: Any


@dataclass(frozen=True, slots=True)
class Command:
    """What a node returns to write and route at once, and what a caller sends to resume."""

    update: Any = None
    goto: str | Send | Sequence[str | Send] = ()
    resume: Any = None
    graph: str | None = None


@dataclass(frozen=True, slots=True)
class Interrupt:
    """A question that a node asks of whoever runs the graph."""

    value: Any
    id: str = ""


class RetryPolicy(NamedTuple):
    """When a failed node is tried again, and after how long (in seconds)."""

    initial_interval: float = 0.5
    backoff_factor: float = 2.0
    max_interval: float = 128.0
    max_attempts: int = 3
    jitter: bool = True
    retry_on: type[Exception] | Sequence[type[Exception]] | Callable[[Exception], bool] | None = (
        None
    )


class PregelTask(NamedTuple):
    """A task of the next superstep, as `get_state` shows it."""

    id: str
    name: str
    path: tuple[str | int, ...]
    error: Exception | None = None
    interrupts: tuple[Interrupt, ...] = ()
    state: Any = None
    result: Any = None


class StateSnapshot(NamedTuple):
    """The state of a thread at one checkpoint."""

    values: dict[str, Any]
    next: tuple[str, ...]
    config: RunnableConfig
    metadata: Mapping[str, Any] | None
    created_at: str | None
    parent_config: RunnableConfig | None
    tasks: tuple[PregelTask, ...]
    interrupts: tuple[Interrupt, ...]


@dataclass(slots=True)
class Answers:
    """The answers a task has had so far; each call of `interrupt` takes the next one."""

    values: Sequence[Any]
    asked: int = 0


current_answers: ContextVar[Answers | None] = ContextVar("current_answers", default=None)


def interrupt(value: Any) -> Any:
    """Stop the run here with a question; when the run is resumed, return the answer."""
    answers = current_answers.get()
    if answers is None:
        raise RuntimeError("interrupt() was called outside a node. Call it from a node's code.")
    index = answers.asked
    answers.asked += 1
    if index < len(answers.values):
        return answers.values[index]
    raise GraphInterrupt((Interrupt(value),))
