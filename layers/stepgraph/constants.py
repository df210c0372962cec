"""The names of the two ends of every graph."""

from typing import Final

START: Final = "__start__"
END: Final = "__end__"

RESERVED_NAMES: Final = frozenset({START, END, "__interrupt__", "__error__"})

# These separate the parts of a sort key or of a checkpoint namespace, so no node may hold one.
RESERVED_CHARACTERS: Final = frozenset("#|:/")

__all__ = ["END", "RESERVED_CHARACTERS", "RESERVED_NAMES", "START"]
