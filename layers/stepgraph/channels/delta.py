"""The channel of a key whose reducer takes all writes of a superstep at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Self

from stepgraph.channels.base import MISSING, Channel
from stepgraph.channels.construct import concrete, empty
from stepgraph.channels.overwrite import last_overwrite
from stepgraph.channels.reducer import own, same_function
from stepgraph.errors import GraphDefinitionError


class DeltaChannel(Channel):
    """Folds the writes of a superstep with `reducer(value, writes)`.

    The reducer is to give the same whether writes come at once or in two parts. LangGraph stores
    only this channel as its writes; our log stores every channel so, and takes snapshots by size.
    So `snapshot_frequency` is accepted and changes nothing.
    """

    def __init__(
        self,
        reducer: Callable[[Any, Sequence[Any]], Any],
        typ: Any = None,
        *,
        snapshot_frequency: int = 100,
    ) -> None:
        if snapshot_frequency <= 0:
            raise GraphDefinitionError(
                (f"snapshot_frequency is {snapshot_frequency}. Use a whole number above 0.",)
            )
        self.reducer = reducer
        self.typ = list if typ is None else concrete(typ)
        self.snapshot_frequency = snapshot_frequency

    def initial(self) -> Any:
        """What the type makes when called with nothing."""
        return empty(self.typ)

    def fold(self, value: Any, writes: Sequence[Any]) -> Any:
        """What the reducer makes of all the writes; an Overwrite(None) empties the value."""
        replacement = last_overwrite(writes)
        if replacement is not MISSING:
            return self.typ() if replacement is None else replacement
        if not writes:
            return value
        base = self.typ() if value is MISSING else value
        return self.reducer(own(base), [own(write) for write in writes])

    def of_type(self, typ: Any) -> Self:
        """The same reducer, starting from what `typ` makes."""
        return type(self)(self.reducer, typ, snapshot_frequency=self.snapshot_frequency)

    def same_rule(self, other: Self) -> bool:
        """Equal reducers and frequencies."""
        same_frequency = self.snapshot_frequency == other.snapshot_frequency
        return same_frequency and same_function(self.reducer, other.reducer)
