"""The channels that wait for several names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Self

from stepgraph.channels.base import MISSING, Channel


class Barrier(Channel):
    """Collects the names of the nodes that have run, until all that it waits for have.

    With `after_finish`, it opens only once nothing else is left to run, as a deferred node asks
    for; one that waits for no name in particular then opens if any has come.
    """

    hidden = True

    def __init__(self, waits_for: Iterable[Any], *, after_finish: bool = False) -> None:
        self.waits_for = frozenset(waits_for)
        self.after_finish = after_finish

    def fold(self, value: Any, writes: Sequence[Any]) -> Any:
        """The names so far, sorted, so that equal sets are equal bytes."""
        seen = () if value is MISSING else value
        return sorted({*seen, *writes})

    def is_complete(self, value: Any) -> bool:
        """Whether the node behind the barrier may run."""
        return value is not MISSING and self.waits_for <= set(value)

    def same_rule(self, other: Self) -> bool:
        """Equal names, and the same time to open."""
        return (self.waits_for, self.after_finish) == (other.waits_for, other.after_finish)


class NamedBarrierValue(Barrier):
    """A barrier as a key of the state: None once all names were written, and no key before."""

    hidden = False

    def __init__(self, typ: Any, names: Iterable[Any]) -> None:
        super().__init__(names)
        self.typ = typ

    def fold(self, value: Any, writes: Sequence[Any]) -> Any:
        """The names so far; another name is an error."""
        unknown = [name for name in writes if name not in self.waits_for]
        if unknown:
            known = ", ".join(sorted(repr(name) for name in self.waits_for))
            raise ValueError(f"{unknown[0]!r} is not one of the names it waits for: {known}")
        return super().fold(value, writes)

    def read(self, value: Any) -> Any:
        """None, once all names are there."""
        return None if self.is_complete(value) else MISSING
