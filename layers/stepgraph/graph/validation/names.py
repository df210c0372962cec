"""Names that nodes cannot have, and names that not every place can run."""

from __future__ import annotations

from collections.abc import Iterator

from stepgraph.constants import RESERVED_CHARACTERS, RESERVED_NAMES
from stepgraph.engine import GraphSpec
from stepgraph.errors import Problem
from stepgraph.graph.validation.wording import nodes_of

# A state of Step Functions has at most 80 characters, and some get a suffix.
MAX_NAME_LENGTH = 64


def check_names(spec: GraphSpec) -> Iterator[Problem]:
    """Names that the engine or the keys of the log need for themselves."""
    for name in nodes_of(spec):
        if name in RESERVED_NAMES:
            message = f"Node {name!r} has a reserved name."
            yield Problem("NODE_NAME_RESERVED", name, message, "Rename it.")
        taken = sorted(RESERVED_CHARACTERS & set(name))
        if taken:
            message = (
                f"Node {name!r} has {' '.join(taken)} in its name, which parts the log's keys."
            )
            fix = f"Rename it without any of {' '.join(sorted(RESERVED_CHARACTERS))}"
            yield Problem("NODE_NAME_CHARACTERS", name, message, fix)


def check_portable_names(spec: GraphSpec) -> Iterator[Problem]:
    """Names that run in process, and that no state machine can have."""
    for name in nodes_of(spec):
        if 0 < len(name) <= MAX_NAME_LENGTH and name.isprintable():
            continue
        message = f"Node {name!r} has a name that no state machine can have."
        fix = f"To deploy the graph, use 1 to {MAX_NAME_LENGTH} printable characters."
        yield Problem("NODE_NAME_NOT_PORTABLE", name, message, fix, "warning")
