"""The state as one task sees it: its own, and copied no further than it reads."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any

_IMMUTABLE = frozenset({str, int, float, bool, bytes, complex, type(None)})


class StateView(dict[str, Any]):
    """A dict whose values become the reader's own when they are first read.

    A state may be large and a node reads little of it. Every way of reading a dict from Python
    comes through here; `dict(view)` and `{**view}` do too, because `__iter__` is defined.
    """

    __slots__ = ("_own",)

    def __init__(self, values: Mapping[str, Any]) -> None:
        super().__init__(values)
        self._own: set[str] = set()

    def __getitem__(self, key: str) -> Any:
        value = super().__getitem__(key)
        if type(value) in _IMMUTABLE or key in self._own:
            return value
        value = isolated(value)
        self[key] = value
        return value

    def __setitem__(self, key: str, value: Any) -> None:
        self._own.add(key)
        super().__setitem__(key, value)

    def __iter__(self) -> Iterator[str]:
        return super().__iter__()

    def get(self, key: str, default: Any = None) -> Any:
        """The reader's own copy of a value."""
        return self[key] if key in self else default  # noqa: SIM401 - this is what get is

    def items(self) -> Any:
        """All of it; everything is copied."""
        return self._copied().items()

    def values(self) -> Any:
        """All of it; everything is copied."""
        return self._copied().values()

    def copy(self) -> dict[str, Any]:
        """A plain dict of the reader's own."""
        return self._copied()

    def pop(self, key: str, *default: Any) -> Any:
        """Take a value out of the reader's own view."""
        if key in self:
            self[key]
        return super().pop(key, *default)

    def popitem(self) -> tuple[str, Any]:
        """Take the newest value out of the reader's own view."""
        key = next(reversed(list(self)))
        return key, self.pop(key)

    def setdefault(self, key: str, default: Any = None) -> Any:
        """The reader's own copy of a value, or the default from now on."""
        if key not in self:
            self[key] = default
        return self[key]

    def __or__(self, other: Any) -> Any:
        return self._copied() | other

    def __ror__(self, other: Any) -> Any:
        return other | self._copied()

    def __copy__(self) -> dict[str, Any]:
        return self._copied()

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, Any]:
        return copy.deepcopy(self._copied(), memo)

    def __reduce__(self) -> Any:
        return dict, (self._copied(),)

    def _copied(self) -> dict[str, Any]:
        return {key: self[key] for key in self}


def isolated(value: Any) -> Any:
    """A copy that its reader may change, so that nobody else sees the change."""
    kind = type(value)
    if kind in _IMMUTABLE:
        return value
    if kind is dict:
        return {key: isolated(item) for key, item in value.items()}
    if kind is list:
        return [isolated(item) for item in value]
    # What is frozen through and through, as messages are, says so by copying itself for nothing.
    return copy.deepcopy(value)
