"""The tool calls of a model's message, from LangChain's form and from OpenAI's."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal, NotRequired, TypedDict, cast

from stepgraph.errors import InvalidMessageError


class ToolCall(TypedDict):
    """A call that a model asks for."""

    name: str
    args: dict[str, Any]
    id: str | None
    type: NotRequired[Literal["tool_call"]]


class InvalidToolCall(TypedDict):
    """A call whose arguments cannot be read."""

    name: str | None
    args: str | None
    id: str | None
    error: str | None
    type: NotRequired[Literal["invalid_tool_call"]]


class ToolCallChunk(TypedDict):
    """A piece of a call, while a model is still writing it."""

    name: str | None
    args: str | None
    id: str | None
    index: int | None
    type: NotRequired[Literal["tool_call_chunk"]]


def read_tool_calls(raw: Any) -> tuple[list[ToolCall], list[InvalidToolCall]]:
    """The calls that can be made, and those whose arguments are not a JSON object."""
    calls: list[ToolCall] = []
    invalid: list[InvalidToolCall] = []
    for item in raw if isinstance(raw, list | tuple) else [raw]:
        name, args, call_id, others = _parts_of(item)
        known = parse_args(args)
        if known is None:
            invalid.append(invalid_tool_call(name, args, call_id))
        else:
            calls.append(cast(ToolCall, {**others, **tool_call(name, known, call_id)}))
    return calls, invalid


def tool_call(name: str, args: dict[str, Any], call_id: str | None) -> ToolCall:
    """A call, with the tag that it has in JSON."""
    return {"name": name, "args": args, "id": call_id, "type": "tool_call"}


def invalid_tool_call(name: str | None, args: str | None, call_id: str | None) -> InvalidToolCall:
    """A call that could not be read, with the tag that it has in JSON."""
    return {"type": "invalid_tool_call", "id": call_id, "name": name, "args": args, "error": None}


def parse_args(args: Any) -> dict[str, Any] | None:
    """The arguments of a call; None where they are not a JSON object (yet)."""
    if not isinstance(args, str):
        return args if isinstance(args, dict) else None
    try:
        parsed = json.loads(args or "{}", strict=False)
    except ValueError:
        return None
    return parsed if isinstance(parsed, dict) else None


def _parts_of(item: Any) -> tuple[str, Any, str | None, dict[str, Any]]:
    if isinstance(item, Mapping):
        function = item.get("function")
        if isinstance(function, Mapping) and "name" in function:
            return function["name"], function.get("arguments", ""), item.get("id"), {}
        if isinstance(item.get("name"), str) and "args" in item:
            others = {key: item[key] for key in item.keys() - ToolCall.__annotations__.keys()}
            return item["name"], item["args"], item.get("id"), others
    raise InvalidMessageError(
        "A tool call of an AIMessage has no name or no arguments.",
        'Write it as {"name": "search", "args": {"query": "x"}, "id": "call-1"}.',
    )
