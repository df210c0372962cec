"""What every channel does."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from enum import Enum
from typing import Any, Final, Literal, Self

from stepgraph.errors import GraphDefinitionError


class _Missing(Enum):
    MISSING = "MISSING"

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = _Missing.MISSING
Missing = Literal[_Missing.MISSING]


class Channel(ABC):
    """A rule, not a box: the value stays with whoever folds.

    LangGraph's BaseChannel keeps its value (`update`, `get`, `checkpoint`); here one method gives
    the next value from the one before, so that a log of writes is enough to know it.
    """

    exclusive: bool = False
    """Whether two writes in one superstep are a mistake."""

    fleeting: bool = False
    """Whether a superstep that does not write the channel clears it."""

    tracked: bool = True
    """Whether its writes and its value may enter a log."""

    hidden: bool = False
    """Whether the value is the engine's own and not part of the state."""

    after_finish: bool = False
    """Whether it waits until nothing else is left to run."""

    inherited: bool = False
    """Whether subgraphs begin with the value, and keep what they write to it to themselves."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "update" in cls.__dict__ and cls.fold is Channel.fold:
            raise GraphDefinitionError(
                (
                    f"Channel {cls.__name__!r} has an update() and no fold(): it keeps its value, "
                    "as LangGraph's channels do. Here a channel is a rule: in place of update() "
                    "and get(), write fold(value, writes), which returns the new value.",
                )
            )

    def initial(self) -> Any:
        """The value before the first write, or MISSING."""
        return MISSING

    def settle(self, write: Any, seed: str | None) -> Any:
        """A write in the form in which it is stored; what chance it needs follows from `seed`."""
        return write

    @abstractmethod
    def fold(self, value: Any, writes: Sequence[Any]) -> Any:
        """The value after `writes`, or MISSING; never changes `value` in place."""

    def finish(self, value: Any) -> Any:
        """The value once nothing else is left to run; asked of channels `after_finish`."""
        return value

    def read(self, value: Any) -> Any:
        """What the state shows of the value, or MISSING."""
        return value

    def of_type(self, typ: Any) -> Self:
        """The same rule, where it stands beside `typ` in an annotation."""
        return self

    def same_rule(self, other: Self) -> bool:
        """Whether a channel of the same class folds in the same way."""
        return True

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self.same_rule(other)

    def __hash__(self) -> int:
        return hash(type(self))


# The name that LangGraph has for it.
BaseChannel = Channel
