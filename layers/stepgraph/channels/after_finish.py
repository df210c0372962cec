"""Channels whose value shows once nothing else is left to run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from stepgraph.channels.barrier import NamedBarrierValue
from stepgraph.channels.base import MISSING, Channel
from stepgraph.channels.composed import Composed
from stepgraph.channels.last_value import LastValue


class AfterFinish(Composed):
    """Keeps the value of the channel inside, and whether it may be seen yet: a pair of the two."""

    hides_again = True
    """Whether a write hides what could be seen."""

    def __init__(self, inner: Channel) -> None:
        super().__init__(inner)
        self.after_finish = True

    def initial(self) -> Any:
        """Nothing: what is there before a write is not seen either."""
        return MISSING

    def fold(self, value: Any, writes: Sequence[Any]) -> Any:
        """The inner value after the writes."""
        if not writes:
            return value
        before, shown = (self.inner.initial(), False) if value is MISSING else value
        return (self.inner.fold(before, writes), shown and not self.hides_again)

    def finish(self, value: Any) -> Any:
        """The same inner value; if it shows anything by now, it is seen from here on."""
        return (value[0], self.inner.read(value[0]) is not MISSING)

    def read(self, value: Any) -> Any:
        """What the inner channel shows, once it may be seen."""
        return self.inner.read(value[0]) if value[1] else MISSING


class LastValueAfterFinish(AfterFinish):
    """Keeps the value written last, and shows it once nothing else is left to run."""

    def __init__(self, typ: Any = Any, key: str = "") -> None:
        super().__init__(LastValue(typ, key))
        self.exclusive = False


class NamedBarrierValueAfterFinish(AfterFinish):
    """A barrier as a key of the state, complete once nothing else is left to run."""

    hides_again = False

    def __init__(self, typ: Any, names: Iterable[Any]) -> None:
        super().__init__(NamedBarrierValue(typ, names))
