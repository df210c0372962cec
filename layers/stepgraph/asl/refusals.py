"""What has no machine, and why."""

from __future__ import annotations

from stepgraph.engine import GraphSpec
from stepgraph.errors import NotCompilableError

# A state of Step Functions has at most 80 characters, and some of ours add a few.
MAX_NAME_LENGTH = 64


def require_compilable(spec: GraphSpec) -> None:
    """Refuse what has no machine yet, with the reason."""
    for name, node in spec.nodes.items():
        if not 0 < len(name) <= MAX_NAME_LENGTH or not name.isprintable():
            raise NotCompilableError(
                f"Node {name[:MAX_NAME_LENGTH]!r} has a name that no state can have.",
                f"Rename it to 1 to {MAX_NAME_LENGTH} printable characters.",
            )
        if len(node.edges) > 1 or (node.edges and node.branches):
            targets = ", ".join(repr(edge) for edge in node.edges)
            raise NotCompilableError(
                f"Several edges leave {name!r} at once, to {targets}: "
                "nodes of different kinds side by side have no state machine yet.",
                "Run this graph in process, or send to one node with Send.",
            )
        if node.joins or name in spec.deferred:
            raise NotCompilableError(
                f"{name!r} has an edge that waits for several nodes, which has no state "
                "machine yet.",
                "Run this graph in process, or join after Sends with a plain edge.",
            )
