"""AWS in one process: moto, with Lambdas that are processes of their own. No graphs in here."""

from stepgraph.embedded.aws import EmbeddedAws
from stepgraph.embedded.errors import (
    AlreadyRunningError,
    EmbeddedError,
    FunctionInitError,
    FunctionNotRegisteredError,
    NotRunningError,
    PortTakenError,
)
from stepgraph.embedded.function import Function

__all__ = [
    "AlreadyRunningError",
    "EmbeddedAws",
    "EmbeddedError",
    "Function",
    "FunctionInitError",
    "FunctionNotRegisteredError",
    "NotRunningError",
    "PortTakenError",
]
