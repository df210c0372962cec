"""A channel made of another one."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any, Self

from stepgraph.channels.base import Channel


class Composed(Channel):
    """Does what the channel inside does; those built on it say what they add."""

    def __init__(self, inner: Channel) -> None:
        self.inner = inner
        self.exclusive = inner.exclusive
        self.fleeting = inner.fleeting
        self.tracked = inner.tracked
        self.hidden = inner.hidden
        self.after_finish = inner.after_finish

    def initial(self) -> Any:
        """As inside."""
        return self.inner.initial()

    def fold(self, value: Any, writes: Sequence[Any]) -> Any:
        """As inside."""
        return self.inner.fold(value, writes)

    def finish(self, value: Any) -> Any:
        """As inside."""
        return self.inner.finish(value)

    def read(self, value: Any) -> Any:
        """As inside."""
        return self.inner.read(value)

    def of_type(self, typ: Any) -> Self:
        """The same around what the inner channel becomes beside `typ`."""
        typed = copy.copy(self)
        typed.inner = self.inner.of_type(typ)
        return typed

    def same_rule(self, other: Self) -> bool:
        """Equal channels inside."""
        return self.inner == other.inner
