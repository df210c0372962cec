"""What has no machine, and why."""

from __future__ import annotations

from stepgraph.engine import GraphSpec
from stepgraph.errors import NotCompilableError


def require_compilable(spec: GraphSpec) -> None:
    """Refuse what has no machine yet, with the reason."""
    for name, node in spec.nodes.items():
        if len(node.edges) > 1 or (node.edges and node.branches):
            targets = ", ".join(repr(edge) for edge in node.edges)
            raise NotCompilableError(
                f"Several edges leave {name!r} at once, to {targets}: "
                "nodes of different kinds side by side have no state machine yet.",
                "Run this graph in process, or send to one node with Send.",
            )
        if node.joins:
            raise NotCompilableError(
                f"{name!r} has an edge that waits for several nodes, which has no state "
                "machine yet.",
                "Run this graph in process, or join after Sends with a plain edge.",
            )
