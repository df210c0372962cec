"""Authoring: `StateGraph` builds the spec of a graph and a graph that runs from it."""

from stepgraph.constants import END, START
from stepgraph.graph.compiled import CompiledStateGraph
from stepgraph.graph.state import StateGraph

__all__ = ["END", "START", "CompiledStateGraph", "StateGraph"]
