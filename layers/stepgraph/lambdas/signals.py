"""The names under which a Lambda leaves the static path; Step Functions retries and catches them.

* Signal
  x NodeRetry
  x NodeFailed
  x NodeInterrupted
  x NodeRerouted
  x SuperstepIncomplete
  x LambdaFault

The class name is the error's name in the machine. A message holds a code and where to look in the
log, and nothing of the user's: execution histories are read by more people than logs are.
"""

from __future__ import annotations

from typing import ClassVar


class Signal(Exception):  # noqa: N818 - most of these are no errors
    """The root: what a handler raises on purpose."""

    code: ClassVar[str] = "SIGNAL"

    def __init__(self, run: str, seq: int, path: str) -> None:
        super().__init__(f"{self.code} run={run} seq={seq} task={path}")


class NodeRetry(Signal):
    """The node failed, and its policy wants another attempt."""

    code = "NODE_RETRY"


class NodeFailed(Signal):
    """The node failed for good; its error is in the log."""

    code = "NODE_FAILED"


class NodeInterrupted(Signal):
    """The node waits for a person; its question is in the log."""

    code = "NODE_INTERRUPTED"


class NodeRerouted(Signal):
    """The node leads where no edge of its says."""

    code = "NODE_REROUTED"


class SuperstepIncomplete(Signal):
    """A join found a sibling that was interrupted or failed."""

    code = "SUPERSTEP_INCOMPLETE"


class LambdaFault(Signal):
    """The handler itself broke; its log lines say how."""

    code = "LAMBDA_FAULT"
