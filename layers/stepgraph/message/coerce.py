"""From whatever stands for a message to a message."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from stepgraph.errors import InvalidMessageError
from stepgraph.message.base import BaseMessage
from stepgraph.message.chunk import AIMessageChunk
from stepgraph.message.types import (
    AIMessage,
    HumanMessage,
    RemoveMessage,
    SystemMessage,
    ToolMessage,
)

KINDS: Final[dict[str, type[BaseMessage]]] = {
    kind.type: kind
    for kind in (
        HumanMessage, AIMessage, SystemMessage, ToolMessage, RemoveMessage, AIMessageChunk,
    )
}  # fmt: skip

_ROLES: Final[dict[str, type[BaseMessage]]] = {
    **KINDS,
    "user": HumanMessage,
    "assistant": AIMessage,
    "developer": SystemMessage,
    "HumanMessageChunk": HumanMessage,
    "SystemMessageChunk": SystemMessage,
    "ToolMessageChunk": ToolMessage,
}
_NAMES: Final = {kind.__name__: kind.type for kind in KINDS.values()}
_NEEDED: Final[dict[type[BaseMessage], tuple[str, ...]]] = {
    ToolMessage: ("tool_call_id",),
    RemoveMessage: ("id",),
}
_PAIR: Final = 2

_COMMON: Final = ("id", "name", "additional_kwargs", "response_metadata")
# Where LangChain keeps that a system message came with OpenAI's newer role for it.
_DEVELOPER: Final = {"__openai_role__": "developer"}


def message_from(value: Any) -> BaseMessage:
    """The message that `value` stands for.

    A message, its JSON, `{"role": ..., "content": ...}`, `(role, content)`, a string (a person
    says it), or a message object of LangChain.
    """
    if isinstance(value, BaseMessage):
        return value
    if isinstance(value, str):
        return HumanMessage(value)
    if isinstance(value, Mapping):
        return _from_mapping(value)
    if isinstance(value, tuple | list) and len(value) == _PAIR:
        return _from_mapping({"role": value[0], "content": value[1]})
    if hasattr(value, "type") and hasattr(value, "content"):
        return _from_object(value)
    raise InvalidMessageError(
        f"A value of type {type(value).__name__!r} stands where a message belongs.",
        'Give a message, {"role": "user", "content": "hi"}, ("user", "hi") or a string.',
    )


def _from_mapping(value: Mapping[str, Any]) -> BaseMessage:
    if value.get("lc") == 1 and isinstance(value.get("kwargs"), Mapping):
        # The form in which LangChain serialises its objects.
        name = (value.get("id") or [""])[-1]
        return _from_mapping({"type": _NAMES.get(name, name), **value["kwargs"]})
    role = value.get("role", value.get("type"))
    kind = _kind(role)
    if "content" not in value and kind is not RemoveMessage:
        raise InvalidMessageError(
            f"A message of role {role!r} has no content.", 'Add "content": "...".'
        )
    rest = {key: item for key, item in value.items() if key not in {"role", "type", "content"}}
    if role == "developer":
        rest["additional_kwargs"] = {**(rest.get("additional_kwargs") or {}), **_DEVELOPER}
    return _build(kind, value.get("content"), rest)


def _from_object(value: Any) -> BaseMessage:
    kind = _kind(value.type)
    names = (*_COMMON, *kind.own_fields)
    known = {name: getattr(value, name) for name in names if hasattr(value, name)}
    return _build(kind, value.content, {**(getattr(value, "model_extra", None) or {}), **known})


def _kind(role: Any) -> type[BaseMessage]:
    kind = _ROLES.get(role) if isinstance(role, str) else None
    if kind is None:
        raise InvalidMessageError(
            # The name of its type where it is no text: what it says may be the user's data.
            f"A message has the role or type {role if isinstance(role, str) else type(role)!r}.",
            "Give one of human (user), ai (assistant), system (developer), tool, remove.",
        )
    return kind


def _build(kind: type[BaseMessage], content: Any, rest: Mapping[str, Any]) -> BaseMessage:
    """What `kind` has no field for goes to `additional_kwargs`; what is null is left out."""
    names = {*_COMMON, *kind.own_fields}
    known = {key: item for key, item in rest.items() if key in names and item is not None}
    unknown = {key: item for key, item in rest.items() if key not in names}
    if not unknown.get("example"):
        # A field of LangChain's from before; only true says anything.
        unknown.pop("example", None)
    given = known.get("additional_kwargs", {})
    if unknown and isinstance(given, Mapping):
        known["additional_kwargs"] = {**unknown, **given}
    for needed in _NEEDED.get(kind, ()):
        if needed not in known:
            raise InvalidMessageError(
                f"A message of type {kind.type!r} has no {needed}.", f"Add {needed!r}."
            )
    # OpenAI has null beside tool calls.
    return kind(content="" if content is None else content, **known)
