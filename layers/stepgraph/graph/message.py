"""A state that is a conversation: `MessagesState`, and what adds, trims and summarises."""

from __future__ import annotations

from typing import Annotated, TypedDict

from stepgraph.message import (
    REMOVE_ALL_MESSAGES,
    AnyMessage,
    SummaryPlan,
    add_messages,
    count_tokens_approximately,
    plan_summary,
    trim_messages,
)

__all__ = [
    "REMOVE_ALL_MESSAGES",
    "MessagesState",
    "SummaryPlan",
    "add_messages",
    "count_tokens_approximately",
    "plan_summary",
    "trim_messages",
]


class MessagesState(TypedDict):
    """A state with one key, to use as it is or to add keys to."""

    messages: Annotated[list[AnyMessage], add_messages]
