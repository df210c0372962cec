"""A model's message while it is still being written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from stepgraph.message.base import Content, sealed, set_field
from stepgraph.message.frozen import EMPTY_LIST, FrozenList
from stepgraph.message.tool_calls import (
    InvalidToolCall,
    ToolCall,
    ToolCallChunk,
    invalid_tool_call,
    parse_args,
    tool_call,
)
from stepgraph.message.types import AIMessage, UsageMetadata

# These say what a block or piece is; adding two pieces does not repeat them.
_LABELS = frozenset({"type", "index"})


@sealed
@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class AIMessageChunk(AIMessage):
    """A piece of an AIMessage: pieces add up with `+`, and `to_message()` makes the whole.

    Unlike LangChain's, a call whose arguments are still incomplete JSON is shown under
    `invalid_tool_calls`, never half parsed under `tool_calls`.
    """

    type: ClassVar[str] = "AIMessageChunk"
    own_fields: ClassVar[tuple[str, ...]] = (
        *AIMessage.own_fields, "tool_call_chunks", "chunk_position",
    )  # fmt: skip

    tool_call_chunks: list[ToolCallChunk] = EMPTY_LIST
    chunk_position: Literal["last"] | None = None

    def __post_init__(self) -> None:
        if self.tool_call_chunks:
            calls, invalid = _calls_in(self.tool_call_chunks)
            set_field(self, "tool_calls", calls)
            set_field(self, "invalid_tool_calls", invalid)
        if type(self.tool_call_chunks) is not FrozenList:
            self._hold("tool_call_chunks", list)
        AIMessage.__post_init__(self)

    def __add__(self, other: AIMessageChunk) -> AIMessageChunk:
        if not isinstance(other, AIMessageChunk):
            return NotImplemented
        return AIMessageChunk(
            add_content(self.content, other.content),
            id=self.id or other.id,
            name=self.name or other.name,
            additional_kwargs=_joined(self.additional_kwargs, other.additional_kwargs),
            response_metadata={**self.response_metadata, **other.response_metadata},
            usage_metadata=add_usage(self.usage_metadata, other.usage_metadata),
            tool_call_chunks=_add_pieces(self.tool_call_chunks, other.tool_call_chunks),
            chunk_position=self.chunk_position or other.chunk_position,
        )

    def to_message(self) -> AIMessage:
        """The message that the pieces so far make."""
        return AIMessage(
            self.content,
            id=self.id,
            name=self.name,
            additional_kwargs=self.additional_kwargs,
            response_metadata=self.response_metadata,
            tool_calls=self.tool_calls,
            invalid_tool_calls=self.invalid_tool_calls,
            usage_metadata=self.usage_metadata,
        )


def add_content(left: Content, right: Content) -> Content:
    """Text grows; blocks of the same index grow, others follow."""
    if isinstance(left, str) and isinstance(right, str):
        return left + right
    return _add_pieces(_blocks(left), _blocks(right))


def add_usage(left: UsageMetadata | None, right: UsageMetadata | None) -> UsageMetadata | None:
    """The sum of all counts."""
    if left is None or right is None:
        return right if left is None else left
    return _sum(left, right)  # type: ignore[no-any-return]


def _calls_in(chunks: Sequence[ToolCallChunk]) -> tuple[list[ToolCall], list[InvalidToolCall]]:
    calls: list[ToolCall] = []
    invalid: list[InvalidToolCall] = []
    for chunk in chunks:
        name, raw, call_id = chunk.get("name"), chunk.get("args"), chunk.get("id")
        args = parse_args(raw or "")
        if args is None:
            invalid.append(invalid_tool_call(name, raw, call_id))
        else:
            calls.append(tool_call(name or "", args, call_id))
    return calls, invalid


def _blocks(content: Content) -> list[Any]:
    if isinstance(content, str):
        return [content] if content else []
    return content


def _add_pieces(left: Sequence[Any], right: Sequence[Any]) -> list[Any]:
    pieces = list(left)
    places = {_index(piece): place for place, piece in enumerate(pieces)}
    for piece in right:
        place = None if _index(piece) is None else places.get(_index(piece))
        if place is None:
            places[_index(piece)] = len(pieces)
            pieces.append(piece)
        else:
            pieces[place] = _joined(pieces[place], piece)
    return pieces


def _index(piece: Any) -> Any:
    return piece.get("index") if isinstance(piece, Mapping) else None


def _joined(left: Mapping[str, Any], right: Mapping[str, Any]) -> dict[str, Any]:
    """Texts grow, labels stay, and what only one side has is kept."""
    joined = dict(left)
    for key, value in right.items():
        before = joined.get(key)
        if isinstance(before, str) and isinstance(value, str) and key not in _LABELS:
            joined[key] = before + value
        elif value is not None:
            joined[key] = value
    return joined


def _sum(left: Any, right: Any) -> Any:
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        keys = {**left, **right}
        return {key: _sum(left.get(key, 0), right.get(key, 0)) for key in keys}
    return right if left == 0 else left if right == 0 else left + right
