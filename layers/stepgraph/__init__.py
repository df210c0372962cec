"""Agent graphs that run in process, on an embedded AWS and as Lambdas under Step Functions."""

__version__ = "0.1.0"
