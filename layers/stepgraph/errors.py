"""Every error that Stepgraph raises.

* StepgraphError
  x GraphDefinitionError
  x NotCompilableError
  x ConfigurationError
    + GraphNotFoundError
  x InvalidInputError
    + EmptyInputError
    + InvalidTicketError
  x InvalidUpdateError
    + ConcurrentUpdateError
    + UnknownTypeError
    + ItemTooLargeError
  x GraphRecursionError
  x NodeError
  x RunFailedError
  x ResumeError
    + NothingToResumeError
    + AmbiguousResumeError
    + UnknownInterruptError
  x LogError
    + StaleThreadError
    + ThreadNotFoundError
    + DamagedItemError
    + StorageError
  x EmbeddedError
    + PortTakenError
    + AlreadyRunningError
    + NotRunningError
    + FunctionNotRegisteredError
    + FunctionInitError
* GraphBubbleUp (control flow, never shown to a user)
  x GraphInterrupt
* TransientError (for nodes to raise: worth another attempt)

Each has a stable `code`. A message names the thing at fault and says what to do next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from stepgraph.types import Interrupt

__all__ = [
    "AlreadyRunningError",
    "AmbiguousResumeError",
    "ConcurrentUpdateError",
    "ConfigurationError",
    "DamagedItemError",
    "EmbeddedError",
    "EmptyInputError",
    "FunctionInitError",
    "FunctionNotRegisteredError",
    "GraphBubbleUp",
    "GraphDefinitionError",
    "GraphInterrupt",
    "GraphNotFoundError",
    "GraphRecursionError",
    "InvalidInputError",
    "InvalidTicketError",
    "InvalidUpdateError",
    "ItemTooLargeError",
    "LogError",
    "NodeError",
    "NotCompilableError",
    "NotRunningError",
    "NothingToResumeError",
    "PortTakenError",
    "ResumeError",
    "RunFailedError",
    "StaleThreadError",
    "StepgraphError",
    "StorageError",
    "ThreadNotFoundError",
    "TransientError",
    "UnknownInterruptError",
    "UnknownTypeError",
]


class StepgraphError(Exception):
    """The root of the tree."""

    code: ClassVar[str] = "STEPGRAPH"

    def __init__(self, problem: str, next_step: str = "") -> None:
        super().__init__(f"{problem} {next_step}".strip())
        self.problem = problem
        self.next_step = next_step


class GraphDefinitionError(StepgraphError, ValueError):
    """A graph that cannot be built as written."""

    code = "GRAPH_INVALID"

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class NotCompilableError(StepgraphError):
    """A graph that runs in process but has no state machine."""

    code = "GRAPH_NOT_COMPILABLE"


class ConfigurationError(StepgraphError):
    """A setting that is missing or wrong."""

    code = "CONFIG_INVALID"


class GraphNotFoundError(ConfigurationError):
    """A name that stepgraph.toml does not list."""

    code = "GRAPH_NOT_FOUND"


class InvalidInputError(StepgraphError, ValueError):
    """An input that the graph or the thread cannot take."""

    code = "INPUT_INVALID"


class EmptyInputError(InvalidInputError):
    """No input where a run needs one to begin."""

    code = "INPUT_EMPTY"


class InvalidTicketError(InvalidInputError):
    """An event that is not a ticket of this graph."""

    code = "TICKET_INVALID"


class InvalidUpdateError(StepgraphError):
    """A value that a node returned and the state cannot take."""

    code = "STATE_INVALID_UPDATE"


class ConcurrentUpdateError(InvalidUpdateError):
    """Two writes in one superstep to a channel that holds one value."""

    code = "STATE_CONCURRENT_UPDATE"


class UnknownTypeError(InvalidUpdateError, TypeError):
    """A value of a type that the codec does not know."""

    code = "CODEC_UNKNOWN_TYPE"


class ItemTooLargeError(InvalidUpdateError):
    """More written at once than one DynamoDB item may hold."""

    code = "STATE_TOO_LARGE"


class GraphRecursionError(StepgraphError, RecursionError):
    """More supersteps than the run's recursion limit."""

    code = "GRAPH_RECURSION_LIMIT"


class NodeError(StepgraphError):
    """A node that failed, where its own exception cannot travel."""

    code = "NODE_FAILED"


class RunFailedError(StepgraphError):
    """A run that ended in an error on the other side of a wire."""

    code = "RUN_FAILED"


class ResumeError(StepgraphError):
    """A resume that does not fit what is open."""

    code = "RESUME_INVALID"


class NothingToResumeError(ResumeError):
    """A resume where no interrupt is open."""

    code = "RESUME_NOTHING_OPEN"


class AmbiguousResumeError(ResumeError):
    """One value where several interrupts are open."""

    code = "RESUME_AMBIGUOUS"


class UnknownInterruptError(ResumeError):
    """An interrupt id that is not open on this thread."""

    code = "RESUME_UNKNOWN_INTERRUPT"


class LogError(StepgraphError):
    """The log of a thread cannot be read or appended to."""

    code = "LOG_ERROR"


class StaleThreadError(LogError):
    """Another run has appended where this one wanted to."""

    code = "LOG_STALE_THREAD"


class ThreadNotFoundError(LogError):
    """A thread that was never written or is gone."""

    code = "THREAD_NOT_FOUND"


class DamagedItemError(LogError):
    """An item whose content does not match its hash or its format."""

    code = "LOG_DAMAGED_ITEM"


class StorageError(LogError):
    """The table cannot be reached or does not fit."""

    code = "STORAGE_ERROR"


class EmbeddedError(StepgraphError, RuntimeError):
    """The embedded AWS cannot do what was asked of it."""

    code = "EMBEDDED"


class PortTakenError(EmbeddedError):
    """Another program listens where the embedded AWS should."""

    code = "EMBEDDED_PORT_TAKEN"


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


class GraphBubbleUp(Exception):  # noqa: N818 - LangGraph's name
    """What leaves a node without being a failure."""


class GraphInterrupt(GraphBubbleUp):
    """What `interrupt()` raises to leave its node."""

    def __init__(self, interrupts: tuple[Interrupt, ...] = ()) -> None:
        super().__init__(interrupts)
        self.interrupts = interrupts


class TransientError(Exception):
    """A failure that another attempt may not meet; nodes raise it to be retried."""
