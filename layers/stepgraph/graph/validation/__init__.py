"""What is wrong with a graph, all of it at once. Pure: each module checks one thing on a spec.

What LangGraph accepts and runs is a warning at most; only names that cannot stand in a key of the
log are errors here and not there.
"""

from stepgraph.graph.validation.found import problems_of, require_valid

__all__ = ["problems_of", "require_valid"]
