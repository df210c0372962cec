"""A message for a person to read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stepgraph.message.base import BaseMessage

WIDTH = 80


def pretty(message: BaseMessage) -> str:
    """A heading, the text, and the tools that it calls."""
    heading = f" {message.type.title()} Message ".center(WIDTH, "=")
    name = [f"Name: {message.name}"] if message.name else []
    body = message.content if isinstance(message.content, str) else repr(message.content)
    return "\n".join([heading, *name, "", body, *_calls(message)]).rstrip()


def _calls(message: BaseMessage) -> Iterator[str]:
    calls = getattr(message, "tool_calls", ())
    if calls:
        yield "Tool Calls:"
    for call in calls:
        yield f"  {call['name']} ({call['id']})"
        for key, value in call["args"].items():
            yield f"    {key}: {value}"
