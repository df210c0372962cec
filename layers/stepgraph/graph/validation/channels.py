"""Names that nodes and keys of the state share."""

from __future__ import annotations

from collections.abc import Iterator

from stepgraph.constants import RESERVED_NAMES
from stepgraph.engine import GraphSpec
from stepgraph.errors import Problem
from stepgraph.graph.validation.wording import nodes_of


def check_channels(spec: GraphSpec) -> Iterator[Problem]:
    """Names that mean two things to whoever reads a stream or a state."""
    for name in nodes_of(spec):
        if name in spec.state_keys:
            message = f"{name!r} is a node and a key of the state."
            yield Problem("NODE_IS_STATE_KEY", name, message, "Rename one.", "warning")
    for key in spec.state_keys:
        if key in RESERVED_NAMES:
            message = f"The state has a key {key!r}, which is a reserved name."
            yield Problem("STATE_KEY_RESERVED", None, message, "Rename it.", "warning")
