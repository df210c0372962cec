"""Dicts and lists that nobody can change, so that all who read a message may share it."""

from __future__ import annotations

from typing import Any, Final, Never

from stepgraph.errors import FrozenMessageError


class FrozenDict(dict[str, Any]):
    """A dict that refuses changes; a copy of it is a plain dict."""

    __slots__ = ()

    def __hash__(self) -> int:  # type: ignore[override]  # it cannot change, so it may have one
        return hash(frozenset(self.items()))

    def __copy__(self) -> dict[str, Any]:
        return dict(self)

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        return thaw(self)


class FrozenList(list[Any]):
    """A list that refuses changes; a copy of it is a plain list."""

    __slots__ = ()

    def __hash__(self) -> int:  # type: ignore[override]  # it cannot change, so it may have one
        return hash(tuple(self))

    def __copy__(self) -> list[Any]:
        return list(self)

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        return thaw(self)


EMPTY_DICT: Final = FrozenDict()
EMPTY_LIST: Final = FrozenList()

# A value of one of these types can be shared as it is.
SHARED: Final = frozenset({FrozenDict, FrozenList, str, int, float, bool, bytes, type(None)})

LIST_CHANGES: Final = (
    "__setitem__", "__delitem__", "__iadd__", "__imul__", "append", "clear", "extend", "insert",
    "pop", "remove", "reverse", "sort",
)  # fmt: skip
_DICT_CHANGES: Final = (
    "__setitem__", "__delitem__", "__ior__", "clear", "pop", "popitem", "setdefault", "update",
)  # fmt: skip


class OpaqueError(Exception):
    """What is to be frozen holds a value that may change; never leaves this package."""


def freeze(value: Any) -> Any:
    """`value` with dicts and lists frozen all through; OpaqueError for what may still change."""
    kind = type(value)
    if kind in SHARED:
        return value
    if kind is dict:
        return FrozenDict({key: freeze(item) for key, item in value.items()})
    if kind is list:
        return FrozenList([freeze(item) for item in value])
    if kind is tuple:
        return tuple(freeze(item) for item in value)
    raise OpaqueError


def thaw(value: Any) -> Any:
    """`value` with plain dicts and lists all through, for whoever wants to change or store it."""
    if isinstance(value, dict):
        return {key: thaw(item) for key, item in value.items()}
    if isinstance(value, list):
        return [thaw(item) for item in value]
    if type(value) is tuple:
        return tuple(thaw(item) for item in value)
    return value


def _refuse(self: object, *_args: object, **_changes: object) -> Never:
    raise FrozenMessageError(
        "What a message holds cannot be changed in place.",
        "Change a copy (copy.deepcopy gives a plain one) and make a new message from it: "
        "message.model_copy(update={...}).",
    )


for _name in _DICT_CHANGES:
    setattr(FrozenDict, _name, _refuse)
for _name in LIST_CHANGES:
    setattr(FrozenList, _name, _refuse)
