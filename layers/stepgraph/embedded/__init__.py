"""AWS in one process: moto, with Lambdas that are processes of their own."""

from stepgraph.embedded.aws import EmbeddedAws
from stepgraph.embedded.function import Function
from stepgraph.embedded.stage import EmbeddedStage

__all__ = ["EmbeddedAws", "EmbeddedStage", "Function"]
