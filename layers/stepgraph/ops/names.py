"""What things are called in an account, so that two stages share no name."""

from __future__ import annotations

import hashlib
import re

PREFIX = "stepgraph"
# The shortest of AWS's limits on the names that are made here: a Lambda's.
MAX_LENGTH = 64
_HASH_LENGTH = 8


def table(stage: str) -> str:
    """The table that holds the logs of all threads."""
    return _name(stage, "log")


def node_function(stage: str, graph: str, node: str) -> str:
    """The Lambda of one node."""
    return _name(stage, graph, "node", node)


def control_function(stage: str, graph: str) -> str:
    """The Lambda that runs of a graph come to when they leave its static path."""
    return _name(stage, graph, "control")


def machine(stage: str, graph: str) -> str:
    """The state machine of a graph."""
    return _name(stage, graph)


def function(stage: str, role: str) -> str:
    """A Lambda that serves all graphs: finish, api."""
    return _name(stage, role)


def queue(stage: str, *parts: str) -> str:
    """A queue."""
    return _name(stage, *parts)


def layer(stage: str, *parts: str) -> str:
    """A layer: whose it is, and what it holds."""
    return _name(stage, *parts)


def stack(stage: str, *parts: str) -> str:
    """A stack of CloudFormation, whose name takes no underscore."""
    return _name(stage, *parts).replace("_", "-")


def _name(*parts: str) -> str:
    """The parts with dashes between; a hash tells apart what would not fit or read as another."""
    plain = "-".join((PREFIX, *parts))
    safe = re.sub(r"[^A-Za-z0-9_-]", "_", plain)
    is_plain = safe == plain and not any("-" in part for part in parts)
    if is_plain and len(plain) <= MAX_LENGTH:
        return plain
    tail = hashlib.blake2b("\0".join(parts).encode()).hexdigest()[:_HASH_LENGTH]
    return f"{safe[: MAX_LENGTH - _HASH_LENGTH - 1]}-{tail}"
