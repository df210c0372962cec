"""The names of the two ends of every graph."""

from typing import Final

START: Final = "__start__"
END: Final = "__end__"
PARENT: Final = "__parent__"

# Those of the engine, and what a ticket says in the place of a node.
RESERVED_NAMES: Final = frozenset(
    {START, END, PARENT, "__interrupt__", "__error__", "__interrupted__", "__failed__", "*"}
)

# These separate the parts of a sort key or of a checkpoint namespace, so no node may hold one.
RESERVED_CHARACTERS: Final = frozenset("#|:/")

__all__ = ["END", "PARENT", "RESERVED_CHARACTERS", "RESERVED_NAMES", "START"]
