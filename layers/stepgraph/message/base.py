"""What all messages have.

They have the fields of LangChain's messages and the JSON of the LangGraph API. Unlike
LangChain's they cannot be changed in place: `model_copy(update=...)` makes a changed one. That
is what lets every task read a conversation without a copy of each message.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field, fields, replace
from typing import Any, ClassVar, Never, Self

from stepgraph.errors import FrozenMessageError, InvalidMessageError
from stepgraph.message.frozen import EMPTY_DICT, FrozenDict, OpaqueError, freeze, thaw
from stepgraph.message.show import pretty

Content = str | list[str | dict[str, Any]]

set_field = object.__setattr__
"""How a message's own `__post_init__` completes it."""

_Class = type[Any]  # in the body of a message class, `type` is the message's own


def sealed[T: type](kind: T) -> T:
    """Let a frozen dataclass refuse assignment in words that say what to do instead."""
    setattr(kind, "__setattr__", _refuse)  # noqa: B010 - mypy forbids the plain form
    setattr(kind, "__delattr__", _refuse)  # noqa: B010
    return kind


def _refuse(message: object, name: str, value: object = None) -> Never:
    raise FrozenMessageError(
        f"{name!r} of a {type(message).__name__} cannot be changed in place.",
        "Make a new message: message.model_copy(update={...}).",
    )


@sealed
@dataclass(frozen=True, slots=True, repr=False)
class BaseMessage:
    """What all messages have."""

    type: ClassVar[str] = ""
    own_fields: ClassVar[tuple[str, ...]] = ()
    """What the JSON of this type has beyond that of all messages."""

    content: Content
    _: KW_ONLY
    id: str | None = None
    name: str | None = None
    additional_kwargs: dict[str, Any] = EMPTY_DICT
    response_metadata: dict[str, Any] = EMPTY_DICT
    is_value: bool = field(init=False, compare=False, default=True)
    """Whether nothing in it can change, so that all readers may share it."""

    def __post_init__(self) -> None:
        if type(self.content) is not str:
            self._check_content()
        if type(self.id) is not str and self.id is not None:
            self._read_id()
        for name in ("additional_kwargs", "response_metadata"):
            if type(getattr(self, name)) is not FrozenDict:
                self._hold(name, dict)

    def __repr__(self) -> str:
        shown = ((f, getattr(self, f.name)) for f in fields(self) if f.init)
        told = (f"{f.name}={value!r}" for f, value in shown if value != f.default)
        return f"{type(self).__name__}({', '.join(told)})"

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        if self.is_value:
            return self
        held = {f.name: copy.deepcopy(getattr(self, f.name), memo) for f in fields(self) if f.init}
        return type(self)(**held)

    @property
    def text(self) -> str:
        """The content as one string; of blocks, only those of text."""
        if isinstance(self.content, str):
            return self.content
        return "".join(_text_of(block) for block in self.content)

    def to_json(self) -> dict[str, Any]:
        """The message as the LangGraph API writes it."""
        return {
            "content": thaw(self.content),
            "additional_kwargs": thaw(self.additional_kwargs),
            "response_metadata": thaw(self.response_metadata),
            "type": self.type,
            "name": self.name,
            "id": self.id,
        } | {name: thaw(getattr(self, name)) for name in self.own_fields}

    def model_dump(self) -> dict[str, Any]:
        """`to_json` by LangChain's name."""
        return self.to_json()

    def model_copy(self, *, update: Mapping[str, Any] | None = None) -> Self:
        """A message with the fields of `update` in the place of its own."""
        return replace(self, **(update or {}))

    def pretty_repr(self) -> str:
        """The message for a person to read, under a heading."""
        return pretty(self)

    def pretty_print(self) -> None:
        """Print `pretty_repr()`."""
        print(self.pretty_repr())  # noqa: T201 - printing is what its name says

    def _check_content(self) -> None:
        content: object = self.content
        if not isinstance(content, list) or not all(isinstance(b, str | dict) for b in content):
            raise InvalidMessageError(
                f"The content of {type(self).__name__} is a {type(content).__name__!r}, or a list "
                "that holds more than text and blocks.",
                "Give a string, or a list of strings and of dicts such as "
                '{"type": "text", "text": "hi"}.',
            )
        self._hold("content")

    def _read_id(self) -> None:
        if not isinstance(self.id, int):
            raise InvalidMessageError(
                f"The id of {type(self).__name__} is a {type(self.id).__name__!r}.",
                "Give a string, or None to have one assigned.",
            )
        set_field(self, "id", str(self.id))

    def _hold(self, name: str, kind: _Class = object) -> None:
        """Keep a frozen copy of a field; what cannot be frozen is copied for each reader."""
        value = getattr(self, name)
        if not isinstance(value, kind):
            raise InvalidMessageError(
                f"{name!r} of {type(self).__name__} is a {type(value).__name__!r}.",
                f"Give a {kind.__name__}, or leave it out.",
            )
        try:
            set_field(self, name, freeze(value))
        except OpaqueError:
            set_field(self, "is_value", False)

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: Any) -> Any:
        """In the schema of a pydantic state, whatever reads as this type is this type."""
        from stepgraph.message.schema import schema_of

        return schema_of(cls)


def _text_of(block: str | dict[str, Any]) -> str:
    if isinstance(block, str):
        return block
    text = block.get("text")
    return text if block.get("type") == "text" and isinstance(text, str) else ""
