"""From the spec of a graph to its state machine. Pure."""

from stepgraph.asl.machine import compile_machine, placeholders
from stepgraph.asl.refusals import require_compilable

__all__ = ["compile_machine", "placeholders", "require_compilable"]
