"""What the log asks of a table. A store is these few calls; all else is the same for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

Attribute = str | int | bytes
Item = dict[str, Attribute]


@dataclass(frozen=True, slots=True)
class Put:
    """Store an item where none is yet."""

    item: Item


@dataclass(frozen=True, slots=True)
class Update:
    """Set attributes of an item whose others are as expected; None expects an absence."""

    pk: str
    sk: str
    values: Item
    expect: Mapping[str, Attribute | None]


class ConflictError(Exception):
    """A condition did not hold; nothing was written."""


class Table(Protocol):
    """Items by partition and sort key, read strongly, written on conditions."""

    @property
    def blocks(self) -> bool:
        """Whether calls wait for something outside the process."""

    def get(self, pk: str, sk: str) -> Item | None:
        """The item, if there is one."""

    def query(self, pk: str, first: str, last: str) -> list[Item]:
        """The items with sort keys from `first` to `last`, in their order."""

    def write(self, *changes: Put | Update) -> None:
        """Make all the changes or, with ConflictError, none."""
