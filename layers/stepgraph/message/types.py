"""The kinds of messages: values, equal when what they say is equal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal, TypedDict

from stepgraph.errors import InvalidMessageError
from stepgraph.message.base import BaseMessage, Content, sealed, set_field
from stepgraph.message.frozen import EMPTY_LIST, FrozenList
from stepgraph.message.tool_calls import InvalidToolCall, ToolCall, read_tool_calls


class UsageMetadata(TypedDict, total=False):
    """How many tokens a model read and wrote."""

    input_tokens: int
    output_tokens: int
    total_tokens: int
    input_token_details: dict[str, int]
    output_token_details: dict[str, int]


class HumanMessage(BaseMessage):
    """What a person says."""

    __slots__ = ()
    type: ClassVar[str] = "human"


class SystemMessage(BaseMessage):
    """What tells a model how to behave."""

    __slots__ = ()
    type: ClassVar[str] = "system"


@sealed
@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class AIMessage(BaseMessage):
    """What a model says, and the tools that it calls."""

    type: ClassVar[str] = "ai"
    own_fields: ClassVar[tuple[str, ...]] = ("tool_calls", "invalid_tool_calls", "usage_metadata")

    tool_calls: list[ToolCall] = EMPTY_LIST
    invalid_tool_calls: list[InvalidToolCall] = EMPTY_LIST
    usage_metadata: UsageMetadata | None = None

    def __post_init__(self) -> None:
        BaseMessage.__post_init__(self)
        if type(self.invalid_tool_calls) is not FrozenList:
            self._hold("invalid_tool_calls", list)
        if type(self.tool_calls) is not FrozenList:
            self._read_tool_calls()
        if self.usage_metadata is not None:
            self._hold("usage_metadata", dict)

    def _read_tool_calls(self) -> None:
        calls, invalid = read_tool_calls(self.tool_calls)
        set_field(self, "tool_calls", calls)
        self._hold("tool_calls")
        if invalid:
            set_field(self, "invalid_tool_calls", [*self.invalid_tool_calls, *invalid])
            self._hold("invalid_tool_calls")


@sealed
@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class ToolMessage(BaseMessage):
    """What a tool answers to the call `tool_call_id`; the artifact is not for the model."""

    type: ClassVar[str] = "tool"
    own_fields: ClassVar[tuple[str, ...]] = ("tool_call_id", "artifact", "status")

    tool_call_id: str
    artifact: Any = None
    status: Literal["success", "error"] = "success"

    def __post_init__(self) -> None:
        if type(self.content) is not str:
            set_field(self, "content", _as_content(self.content))
        BaseMessage.__post_init__(self)
        if self.tool_call_id is None:
            raise InvalidMessageError(
                "ToolMessage has no tool_call_id.", "Give the id of the call that it answers."
            )
        set_field(self, "tool_call_id", str(self.tool_call_id))
        if self.status not in ("success", "error"):
            raise InvalidMessageError(
                f"The status of ToolMessage is {self.status!r}.", "Give 'success' or 'error'."
            )
        if self.artifact is not None:
            self._hold("artifact")


class RemoveMessage(BaseMessage):
    """Removes the message with its id from the conversation that it is added to."""

    __slots__ = ()
    type: ClassVar[str] = "remove"

    def __init__(self, id: str, *, content: Literal[""] = "", **others: Any) -> None:
        if content:
            raise InvalidMessageError("RemoveMessage has content.", "Give it only an id.")
        if not id:
            raise InvalidMessageError(
                "RemoveMessage has no id.", "Give the id of the message to remove."
            )
        BaseMessage.__init__(self, "", id=id, **others)


AnyMessage = HumanMessage | AIMessage | SystemMessage | ToolMessage | RemoveMessage


def _as_content(answer: Any) -> Content:
    """What a tool answered, as content: whatever is no text or block becomes text."""
    if not isinstance(answer, list | tuple):
        return str(answer)
    return [block if isinstance(block, str | dict) else str(block) for block in answer]
