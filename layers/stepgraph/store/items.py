"""What a store gives back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

__all__ = ["Item", "JsonObject", "SearchItem"]

JsonObject = dict[str, Any]


class Item:
    """One value, under a key in a namespace. Changing it changes nothing in the store."""

    __slots__ = ("created_at", "key", "namespace", "updated_at", "value")

    def __init__(
        self,
        *,
        value: JsonObject,
        key: str,
        namespace: tuple[str, ...],
        created_at: datetime | str,
        updated_at: datetime | str,
    ) -> None:
        self.value = value
        self.key = key
        self.namespace = tuple(namespace)
        self.created_at = _moment(created_at)
        self.updated_at = _moment(updated_at)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Item) and self._parts() == other._parts()

    def __hash__(self) -> int:
        return hash((self.namespace, self.key))

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={value!r}" for name, value in self.dict().items())
        return f"{type(self).__name__}({fields})"

    def dict(self) -> JsonObject:
        """The item as JSON has it."""
        return {
            "namespace": list(self.namespace),
            "key": self.key,
            "value": self.value,
            "created_at": self.created_at.isoformat(),
            "updated_at": self.updated_at.isoformat(),
        }

    def _parts(self) -> tuple[Any, ...]:
        return self.namespace, self.key, self.value, self.created_at, self.updated_at


class SearchItem(Item):
    """An item that a search found; `score` says how near, where the search was by meaning."""

    __slots__ = ("score",)

    def __init__(
        self,
        namespace: tuple[str, ...],
        key: str,
        value: JsonObject,
        created_at: datetime | str,
        updated_at: datetime | str,
        score: float | None = None,
    ) -> None:
        super().__init__(
            value=value,
            key=key,
            namespace=namespace,
            created_at=created_at,
            updated_at=updated_at,
        )
        self.score = score

    def dict(self) -> JsonObject:
        """The item as JSON has it, with its score."""
        return {**super().dict(), "score": self.score}


def _moment(value: datetime | str) -> datetime:
    """A time, which JSON holds as text."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value
