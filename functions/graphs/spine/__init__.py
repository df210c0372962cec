"""The smallest graph that uses every mechanism once."""

from functions.graphs.spine.graph import graph

__all__ = ["graph"]
