"""Messages in the log: plain JSON, without what a message would have anyway."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, Final

from stepgraph.message.base import BaseMessage
from stepgraph.message.coerce import KINDS
from stepgraph.message.frozen import thaw

TYPES: Final[tuple[type[BaseMessage], ...]] = tuple(KINDS.values())

_DEFAULTS: Final = {
    kind: tuple((field.name, field.default) for field in fields(kind) if field.init)
    for kind in TYPES
}


def to_plain(message: BaseMessage) -> dict[str, Any]:
    """The message as a dict of plain values; what is as by default is left out."""
    plain: dict[str, Any] = {"type": message.type}
    for name, default in _DEFAULTS[type(message)]:
        value = getattr(message, name)
        if value != default:
            plain[name] = thaw(value)
    return plain


def from_plain(plain: dict[str, Any]) -> BaseMessage:
    """The message that `to_plain` was given."""
    held = dict(plain)
    return KINDS[held.pop("type")](**held)
