"""Every error that Stepgraph raises.

* StepgraphError
  x GraphDefinitionError
  x DrawingError
    + GraphvizNotFoundError
  x ScaffoldError
  x NotCompilableError
  x ConfigurationError
    + GraphNotFoundError
    + GraphImportError
    + NotDurableError
  x InvalidInputError
    + EmptyInputError
    + InvalidTicketError
  x InvalidUpdateError
    + ConcurrentUpdateError
    + ReducerError
    + UnknownTypeError
    + ItemTooLargeError
    + InvalidMessageError
    + UnknownMessageError
    + FrozenMessageError
  x GraphRecursionError
  x NodeFailedError
  x NodeTimeoutError
  x RunFailedError
  x ResumeError
    + NothingToResumeError
    + AmbiguousResumeError
    + UnknownInterruptError
    + CallMismatchError
  x LogError
    + StaleThreadError
    + ThreadNotFoundError
    + CheckpointNotFoundError
    + DamagedItemError
    + TooManyChangesError
    + StorageError
  x StoreError
    + EmbeddingError
    + InvalidNamespaceError
    + InvalidOperationError
    + InvalidValueError
    + TtlNotSupportedError
  x CacheError
    + CacheKeyError
    + CacheValueError
  x EmbeddedError
    + PortTakenError
    + AlreadyRunningError
    + NotRunningError
    + FunctionNotRegisteredError
    + FunctionInitError
  x ApiError
    + RunNotFoundError
    + ThreadExistsError
    + StillRunningError
* GraphBubbleUp (control flow, never shown to a user)
  x GraphInterrupt
    + CallInterrupt
  x GraphDrained
  x ParentCommand
* TransientError (for nodes to raise: worth another attempt)

Each has a stable `code`, and a `category` that says who can do something about it. A message names
the thing at fault and says what to do next.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, Literal

if TYPE_CHECKING:
    from stepgraph.types import Command, Interrupt

__all__ = [
    "AlreadyRunningError",
    "AmbiguousResumeError",
    "ApiError",
    "CacheError",
    "CacheKeyError",
    "CacheValueError",
    "CallInterrupt",
    "CallMismatchError",
    "CheckpointNotFoundError",
    "ConcurrentUpdateError",
    "ConfigurationError",
    "DamagedItemError",
    "DrawingError",
    "EmbeddedError",
    "EmbeddingError",
    "EmptyInputError",
    "ErrorClass",
    "FrozenMessageError",
    "FunctionInitError",
    "FunctionNotRegisteredError",
    "GraphBubbleUp",
    "GraphDefinitionError",
    "GraphDrained",
    "GraphImportError",
    "GraphInterrupt",
    "GraphNotFoundError",
    "GraphRecursionError",
    "GraphvizNotFoundError",
    "InvalidInputError",
    "InvalidMessageError",
    "InvalidNamespaceError",
    "InvalidOperationError",
    "InvalidTicketError",
    "InvalidUpdateError",
    "InvalidValueError",
    "ItemTooLargeError",
    "LogError",
    "NodeError",
    "NodeFailedError",
    "NodeTimeoutError",
    "NotCompilableError",
    "NotDurableError",
    "NotRunningError",
    "NothingToResumeError",
    "ParentCommand",
    "PortTakenError",
    "ReducerError",
    "ResumeError",
    "RunFailedError",
    "RunNotFoundError",
    "ScaffoldError",
    "StaleThreadError",
    "StepgraphError",
    "StillRunningError",
    "StorageError",
    "StoreError",
    "ThreadExistsError",
    "ThreadNotFoundError",
    "TooManyChangesError",
    "TransientError",
    "TtlNotSupportedError",
    "UnknownInterruptError",
    "UnknownMessageError",
    "UnknownTypeError",
]


class ErrorClass(StrEnum):
    """Who can do something about an error; any exception class may say so in `category`."""

    TRANSIENT = "transient"
    """Time: the same attempt may succeed later."""

    RECOVERABLE = "recoverable"
    """A caller: with another input, credential or answer it goes on from the state that is kept."""

    PERMANENT = "permanent"
    """A developer: the code or the request is wrong, and stays so."""

    FATAL = "fatal"
    """An operator: this process or this deployment can go on with nothing."""

    UNKNOWN = "unknown"
    """Nobody knows yet."""


class StepgraphError(Exception):
    """The root of the tree."""

    code: ClassVar[str] = "STEPGRAPH"
    category: ClassVar[ErrorClass] = ErrorClass.PERMANENT

    def __init__(self, problem: str, next_step: str = "") -> None:
        super().__init__(f"{problem} {next_step}".strip())
        self.problem = problem
        self.next_step = next_step


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a graph, or that is likely a mistake."""

    code: str
    node: str | None
    """The node at fault, where it is one node's."""

    message: str
    fix: str = ""
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        return f"{self.message} {self.fix}".strip()

    def to_json(self) -> dict[str, str | None]:
        """What `stepgraph validate --json` prints."""
        return asdict(self)


class GraphDefinitionError(StepgraphError, ValueError):
    """A graph that cannot be built as written."""

    code = "GRAPH_INVALID"

    def __init__(self, problems: Iterable[Problem | str]) -> None:
        found = [Problem(self.code, None, one) if isinstance(one, str) else one for one in problems]
        errors = [problem for problem in found if problem.severity == "error"]
        super().__init__("\n".join(str(problem) for problem in errors or found))
        self.problems = tuple(found)
        """All that was found, warnings too; the text names only what refuses the graph."""


class DrawingError(StepgraphError):
    """A picture of a graph that cannot be made."""

    code = "DRAWING_FAILED"
    category = ErrorClass.RECOVERABLE


class GraphvizNotFoundError(DrawingError):
    """A picture that only graphviz makes, where it is not installed."""

    code = "GRAPHVIZ_NOT_FOUND"


class ScaffoldError(StepgraphError):
    """Something new that cannot be made as asked."""

    code = "SCAFFOLD_REFUSED"
    category = ErrorClass.RECOVERABLE


class NotCompilableError(StepgraphError):
    """A graph that runs in process but has no state machine."""

    code = "GRAPH_NOT_COMPILABLE"


class ConfigurationError(StepgraphError):
    """A setting that is missing or wrong."""

    code = "CONFIG_INVALID"
    category = ErrorClass.FATAL


class GraphNotFoundError(ConfigurationError):
    """A name that stepgraph.toml does not list."""

    code = "GRAPH_NOT_FOUND"
    category = ErrorClass.PERMANENT


class NotDurableError(ConfigurationError):
    """A checkpointer that forgets, in production."""

    code = "CHECKPOINTER_NOT_DURABLE"


class GraphImportError(ConfigurationError):
    """A graph whose module fails when it is imported."""

    code = "GRAPH_IMPORT_FAILED"


class InvalidInputError(StepgraphError, ValueError):
    """An input that the graph or the thread cannot take."""

    code = "INPUT_INVALID"
    category = ErrorClass.RECOVERABLE


class EmptyInputError(InvalidInputError):
    """No input where a run needs one to begin."""

    code = "INPUT_EMPTY"


class InvalidTicketError(InvalidInputError):
    """An event that is not a ticket of this graph."""

    code = "TICKET_INVALID"
    category = ErrorClass.PERMANENT


class InvalidUpdateError(StepgraphError):
    """A value that a node returned and the state cannot take."""

    code = "STATE_INVALID_UPDATE"


class ConcurrentUpdateError(InvalidUpdateError):
    """Two writes in one superstep to a channel that holds one value."""

    code = "STATE_CONCURRENT_UPDATE"


class ReducerError(InvalidUpdateError):
    """A reducer, or another channel's rule, that raised instead of folding."""

    code = "STATE_REDUCER_FAILED"


class UnknownTypeError(InvalidUpdateError, TypeError):
    """A value of a type that the codec does not know."""

    code = "CODEC_UNKNOWN_TYPE"


class ItemTooLargeError(InvalidUpdateError):
    """More written at once than one DynamoDB item may hold."""

    code = "STATE_TOO_LARGE"


class InvalidMessageError(InvalidUpdateError, ValueError):
    """A value that cannot be read as a message, or a message without what its kind needs."""

    code = "MESSAGE_INVALID"


class UnknownMessageError(InvalidUpdateError, ValueError):
    """The removal of a message that the conversation does not have."""

    code = "MESSAGE_UNKNOWN"


class FrozenMessageError(InvalidUpdateError, TypeError):
    """A change in place of a message, which everybody who read it would see."""

    code = "MESSAGE_FROZEN"


class GraphRecursionError(StepgraphError, RecursionError):
    """More supersteps than the run's recursion limit."""

    code = "GRAPH_RECURSION_LIMIT"
    category = ErrorClass.RECOVERABLE


class NodeFailedError(StepgraphError):
    """A node that failed, where its own exception cannot travel."""

    code = "NODE_FAILED"
    category = ErrorClass.UNKNOWN


class NodeTimeoutError(StepgraphError):
    """An attempt at a node that took longer than it may. No TimeoutError, as in LangGraph."""

    code = "NODE_TIMEOUT"
    category = ErrorClass.TRANSIENT

    def __init__(
        self,
        node: str,
        elapsed: float,
        *,
        kind: Literal["idle", "run", "deadline"],
        idle_timeout: float | None = None,
        run_timeout: float | None = None,
        deadline: float | None = None,
        abandoned: bool = False,
    ) -> None:
        timeout = {"idle": idle_timeout, "run": run_timeout, "deadline": deadline}.get(kind)
        if timeout is None:
            raise ValueError(f"A timeout of kind {kind!r} says which limit it went over.")
        self.node, self.elapsed, self.kind, self.timeout = node, elapsed, kind, timeout
        self.idle_timeout, self.run_timeout, self.deadline = idle_timeout, run_timeout, deadline
        self.abandoned = abandoned
        over, next_step = _TIMEOUTS[kind]
        left = _ABANDONED if abandoned else ""
        super().__init__(f"Node {node!r} {over.format(timeout, elapsed)}.{left}", next_step)


_TIMEOUTS = {
    "idle": (
        "showed no progress for {:.3g} s, {:.3g} s after its start",
        "Call runtime.heartbeat() as it goes on, or raise its idle_timeout.",
    ),
    "run": (
        "was to take {:.3g} s at most and had not ended after {:.3g} s",
        "Raise its run_timeout, or split its work over several nodes.",
    ),
    "deadline": (
        "had {:.3g} s left in its Lambda and had not ended after {:.3g} s",
        "Raise the Lambda's timeout, or split its work over several nodes.",
    ),
}
_ABANDONED = " It does not stop by itself: it was abandoned, and what it still returns is ignored."


class RunFailedError(StepgraphError):
    """A run that ended in an error on the other side of a wire."""

    code = "RUN_FAILED"
    category = ErrorClass.UNKNOWN


class ResumeError(StepgraphError):
    """A resume that does not fit what is open."""

    code = "RESUME_INVALID"
    category = ErrorClass.RECOVERABLE


class NothingToResumeError(ResumeError):
    """A resume where no interrupt is open."""

    code = "RESUME_NOTHING_OPEN"


class AmbiguousResumeError(ResumeError):
    """One value where several interrupts are open."""

    code = "RESUME_AMBIGUOUS"


class UnknownInterruptError(ResumeError):
    """An interrupt id that is not open on this thread."""

    code = "RESUME_UNKNOWN_INTERRUPT"


class CallMismatchError(ResumeError):
    """A call of another task than the one whose result the log has in its place."""

    code = "RESUME_CALL_MISMATCH"
    category = ErrorClass.PERMANENT


class LogError(StepgraphError):
    """The log of a thread cannot be read or appended to."""

    code = "LOG_ERROR"


class StaleThreadError(LogError):
    """Another run has appended where this one wanted to."""

    code = "LOG_STALE_THREAD"
    category = ErrorClass.RECOVERABLE


class ThreadNotFoundError(LogError):
    """A thread that was never written or is gone."""

    code = "THREAD_NOT_FOUND"
    category = ErrorClass.RECOVERABLE


class CheckpointNotFoundError(LogError):
    """A checkpoint that the thread never had or that is gone."""

    code = "CHECKPOINT_NOT_FOUND"
    category = ErrorClass.RECOVERABLE


class DamagedItemError(LogError):
    """An item whose content does not match its hash or its format."""

    code = "LOG_DAMAGED_ITEM"
    category = ErrorClass.FATAL


class TooManyChangesError(LogError):
    """More to be written at once than one transaction takes."""

    code = "LOG_TOO_MANY_CHANGES"


class StorageError(LogError):
    """The table cannot be reached or does not fit."""

    code = "STORAGE_ERROR"
    category = ErrorClass.TRANSIENT


class StoreError(StepgraphError):
    """The long-term memory cannot do what was asked of it."""

    code = "STORE_ERROR"


class EmbeddingError(StoreError, ValueError):
    """An embedding function that cannot be called here, or gave no vectors of the index."""

    code = "STORE_EMBEDDING"


class InvalidNamespaceError(StoreError, ValueError):
    """A namespace that no item may live in."""

    code = "STORE_INVALID_NAMESPACE"


class InvalidOperationError(StoreError, ValueError):
    """An argument of a store's operation that makes no sense."""

    code = "STORE_INVALID_OPERATION"


class InvalidValueError(StoreError, ValueError):
    """A value that is no plain JSON object."""

    code = "STORE_INVALID_VALUE"


class TtlNotSupportedError(StoreError, NotImplementedError):
    """A time to live where the store keeps items for good."""

    code = "STORE_TTL_UNSUPPORTED"


class CacheError(StepgraphError):
    """The cache of node results cannot take or find an entry."""

    code = "CACHE_ERROR"


class CacheKeyError(CacheError, TypeError):
    """An input that no cache key can be made from."""

    code = "CACHE_KEY"


class CacheValueError(CacheError, TypeError):
    """A result of a type that the cache cannot store."""

    code = "CACHE_VALUE"


class EmbeddedError(StepgraphError, RuntimeError):
    """The embedded AWS cannot do what was asked of it."""

    code = "EMBEDDED"


class PortTakenError(EmbeddedError):
    """Another program listens where the embedded AWS should."""

    code = "EMBEDDED_PORT_TAKEN"
    category = ErrorClass.RECOVERABLE


class AlreadyRunningError(EmbeddedError):
    """A second embedded AWS in one process, which moto's state cannot serve."""

    code = "EMBEDDED_ALREADY_RUNNING"


class NotRunningError(EmbeddedError):
    """Something was asked of an embedded AWS that is not started."""

    code = "EMBEDDED_NOT_RUNNING"


class FunctionNotRegisteredError(EmbeddedError):
    """A name that no registered function has."""

    code = "EMBEDDED_FUNCTION_NOT_REGISTERED"


class FunctionInitError(EmbeddedError):
    """A function whose worker ends before it can take an invocation."""

    code = "EMBEDDED_FUNCTION_INIT"


class ApiError(StepgraphError):
    """A request that the HTTP API cannot serve."""

    code = "API_ERROR"


class RunNotFoundError(ApiError):
    """A run that this thread never had."""

    code = "RUN_NOT_FOUND"
    category = ErrorClass.RECOVERABLE


class ThreadExistsError(ApiError):
    """A thread that is there already."""

    code = "THREAD_EXISTS"
    category = ErrorClass.RECOVERABLE


class StillRunningError(ApiError):
    """A run that takes longer than one response may."""

    code = "RUN_STILL_RUNNING"
    category = ErrorClass.TRANSIENT


@dataclass(frozen=True, slots=True)
class NodeError:
    """What an error handler is told, in its parameter `error`: no error itself."""

    node: str
    error: BaseException


class GraphBubbleUp(Exception):  # noqa: N818 - LangGraph's name
    """What leaves a node without being a failure."""


class GraphInterrupt(GraphBubbleUp):
    """What `interrupt()` raises to leave its node."""

    def __init__(self, interrupts: tuple[Interrupt, ...] = ()) -> None:
        super().__init__(interrupts)
        self.interrupts = interrupts


class CallInterrupt(GraphInterrupt):
    """A question of a call inside the task that is left; it has been asked already."""


class GraphDrained(GraphBubbleUp):
    """A run that was asked to stop, and did so at a superstep border; its state is kept."""

    def __init__(self, reason: str = "shutdown") -> None:
        super().__init__(f"The run stopped at a superstep border: {reason}.")
        self.reason = reason


class ParentCommand(GraphBubbleUp):
    """A Command for the graph around this one, on its way there."""

    def __init__(self, command: Command[Any]) -> None:
        super().__init__(command)
        self.command = command


class TransientError(Exception):
    """A failure that another attempt may not meet; nodes raise it to be retried."""

    code: ClassVar[str] = "TRANSIENT"
    category: ClassVar[ErrorClass] = ErrorClass.TRANSIENT
