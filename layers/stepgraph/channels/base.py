"""What every channel does."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from enum import Enum
from typing import Any, Final, Literal


class _Missing(Enum):
    MISSING = "MISSING"

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = _Missing.MISSING
Missing = Literal[_Missing.MISSING]


class Channel(ABC):
    """A rule, not a box: the value stays with whoever folds."""

    exclusive: bool = False
    """Whether two writes in one superstep are a mistake."""

    hidden: bool = False
    """Whether the value is the engine's own and not part of the state."""

    def initial(self) -> Any:
        """The value before the first write, or MISSING."""
        return MISSING

    @abstractmethod
    def fold(self, value: Any, writes: Sequence[Any]) -> Any:
        """The value after `writes`; never changes `value` in place."""
