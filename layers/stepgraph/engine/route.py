"""Where a finished node leads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stepgraph.constants import START
from stepgraph.engine.spec import BranchSpec, NodeSpec
from stepgraph.errors import InvalidUpdateError
from stepgraph.runtime import Runtime
from stepgraph.types import Send


def routes_after(node: NodeSpec, state: dict[str, Any], runtime: Runtime) -> Iterator[str | Send]:
    """What the conditional edges of `node` answer on `state`."""
    for branch in node.branches:
        answer = branch.router(state, runtime)
        for target in answer if isinstance(answer, list | tuple) else [answer]:
            yield route_of(node, _end_of(node, branch, target))


def route_of(node: NodeSpec, target: Any) -> str | Send:
    """`target` as a route, or an error that names who gave it."""
    goes_to = target.node if isinstance(target, Send) else target
    if isinstance(goes_to, str) and goes_to != START:
        return target  # type: ignore[no-any-return]
    raise InvalidUpdateError(
        f"{node.name!r} routes to {target!r}, which is no node.",
        "Give the name of a node, END, or a Send.",
    )


def _end_of(node: NodeSpec, branch: BranchSpec, target: Any) -> Any:
    if isinstance(target, Send) or branch.ends is None:
        return target
    try:
        return branch.ends[target]
    except (KeyError, TypeError):
        known = ", ".join(repr(key) for key in branch.ends)
        raise InvalidUpdateError(
            f"A conditional edge of {node.name!r} answered {target!r}, which it does not map.",
            f"Answer one of {known}, or add it to the map.",
        ) from None
