"""Where a finished node leads."""

from __future__ import annotations

from typing import Any

from stepgraph.constants import START
from stepgraph.engine.spec import BranchSpec, NodeSpec
from stepgraph.errors import InvalidUpdateError
from stepgraph.types import Send


def routes_in(node: NodeSpec, branch: BranchSpec, answer: Any) -> list[str | Send]:
    """What a conditional edge of `node` answered, as routes."""
    targets = answer if isinstance(answer, list | tuple) else [answer]
    return [route_of(node, _end_of(node, branch, target)) for target in targets]


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
