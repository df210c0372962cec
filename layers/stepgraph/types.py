"""The words of a graph: what authors write in nodes and read back from a thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar, Final, Literal, NamedTuple

from stepgraph.errors import GraphDefinitionError, GraphInterrupt

__all__ = [
    "CachePolicy",
    "Command",
    "Interrupt",
    "Overwrite",
    "PregelTask",
    "RetryPolicy",
    "RunnableConfig",
    "Send",
    "StateSnapshot",
    "StreamMode",
    "TimeoutPolicy",
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
class Command[Goto]:
    """What a node returns to write and route at once, and what a caller sends to resume."""

    update: Any = None
    goto: str | Send | Sequence[str | Send] = ()
    resume: Any = None
    graph: str | None = None

    PARENT: ClassVar[Literal["__parent__"]] = "__parent__"


# The JSON form of an Overwrite: a dict with this one key, or its two fields.
OVERWRITE: Final = "__overwrite__"


@dataclass(frozen=True, slots=True)
class Overwrite:
    """A write that takes the place of a reducer's value instead of going through the reducer."""

    value: Any
    type: Literal["__overwrite__"] = OVERWRITE


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


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeoutPolicy:
    """How long one attempt at a node may take, and how long it may show no progress.

    Sync nodes are timed too, which LangGraph refuses; `NodeTimeoutError` says what that means.
    """

    run_timeout: float | timedelta | None = None
    """The whole attempt, whatever it shows."""

    idle_timeout: float | timedelta | None = None
    """From one sign of progress to the next."""

    refresh_on: Literal["auto", "heartbeat"] = "auto"
    """What is progress: streamed chunks, tasks and heartbeats, or heartbeats alone."""

    @classmethod
    def coerce(cls, value: float | timedelta | TimeoutPolicy | None) -> TimeoutPolicy | None:
        """The policy that a `timeout=` means, in seconds; None where it limits nothing."""
        if value is None:
            return None
        given = value if isinstance(value, TimeoutPolicy) else cls(run_timeout=value)
        if given.refresh_on not in ("auto", "heartbeat"):
            problem = f"refresh_on is {given.refresh_on!r}. Use 'auto' or 'heartbeat'."
            raise GraphDefinitionError((problem,))
        run = _positive_seconds("run_timeout", given.run_timeout)
        idle = _positive_seconds("idle_timeout", given.idle_timeout)
        if run is None and idle is None:
            return None
        return cls(run_timeout=run, idle_timeout=idle, refresh_on=given.refresh_on)


def _positive_seconds(name: str, value: float | timedelta | None) -> float | None:
    if value is None:
        return None
    seconds = value.total_seconds() if isinstance(value, timedelta) else float(value)
    if not seconds > 0:
        problem = f"{name} is {value!r}. Use a number of seconds above 0, or a timedelta."
        raise GraphDefinitionError((problem,))
    return seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class CachePolicy:
    """When what a node returned is returned again, for an equal input, without running it.

    `key_func` takes the node's input. Without one, the key is a digest of the whole input;
    that is JSON, where LangGraph pickles. `ttl` is in seconds; None keeps the entry.
    """

    key_func: Callable[..., str | bytes] | None = None
    ttl: int | None = None


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

    values: dict[str, Any] | Any
    """Its keys; of a function, what it has returned."""

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
    nested: int = 0
    """How many graphs the task has run inside of it so far."""


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
