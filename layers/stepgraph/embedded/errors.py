"""What can go wrong with the embedded AWS itself.

* EmbeddedError
  x PortTakenError
  x AlreadyRunningError
  x NotRunningError
  x FunctionNotRegisteredError
  x FunctionInitError
"""

from __future__ import annotations

from stepgraph.errors import StepgraphError


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
