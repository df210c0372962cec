"""Error handlers that go to no node."""

from __future__ import annotations

from collections.abc import Iterator

from stepgraph.engine import GraphSpec
from stepgraph.errors import Problem
from stepgraph.graph.validation.ways import gotos_of
from stepgraph.graph.validation.wording import add_or_mend, is_target


def check_handlers(spec: GraphSpec) -> Iterator[Problem]:
    """A warning, since a handler may never have to run."""
    for node in spec.nodes.values():
        for target in gotos_of(node.error_handler) if node.error_handler else ():
            if not is_target(spec, target):
                message = (
                    f"The error handler of {node.name!r} goes to {target!r}, which is no node."
                )
                fix = add_or_mend(spec, target)
                yield Problem("HANDLER_UNKNOWN_TARGET", node.name, message, fix, "warning")
