"""Messages: their types, what reads as one, and how they add up. Knows nothing of graphs."""

from stepgraph.message.base import BaseMessage
from stepgraph.message.chunk import AIMessageChunk
from stepgraph.message.coerce import message_from
from stepgraph.message.ids import ids_from
from stepgraph.message.merge import REMOVE_ALL_MESSAGES, MessageReducer, add_messages
from stepgraph.message.summary import SummaryPlan, plan_summary
from stepgraph.message.tokens import count_tokens_approximately
from stepgraph.message.tool_calls import InvalidToolCall, ToolCall, ToolCallChunk
from stepgraph.message.trim import trim_messages
from stepgraph.message.types import (
    AIMessage,
    AnyMessage,
    HumanMessage,
    RemoveMessage,
    SystemMessage,
    ToolMessage,
    UsageMetadata,
)

__all__ = [
    "REMOVE_ALL_MESSAGES",
    "AIMessage",
    "AIMessageChunk",
    "AnyMessage",
    "BaseMessage",
    "HumanMessage",
    "InvalidToolCall",
    "MessageReducer",
    "RemoveMessage",
    "SummaryPlan",
    "SystemMessage",
    "ToolCall",
    "ToolCallChunk",
    "ToolMessage",
    "UsageMetadata",
    "add_messages",
    "count_tokens_approximately",
    "ids_from",
    "message_from",
    "plan_summary",
    "trim_messages",
]
