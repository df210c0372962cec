"""The part of a conversation that a model is to read."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import takewhile
from typing import Any, Literal

from stepgraph.errors import InvalidInputError
from stepgraph.message.base import BaseMessage
from stepgraph.message.coerce import message_from
from stepgraph.message.tokens import Limit, TokenCounter, count_tokens_approximately
from stepgraph.message.types import AIMessage, SystemMessage, ToolMessage

Kind = str | type[BaseMessage]
Kinds = Kind | Sequence[Kind] | None


def trim_messages(
    messages: Iterable[Any],
    *,
    max_tokens: int | None = None,
    max_count: int | None = None,
    strategy: Literal["last", "first"] = "last",
    include_system: bool = True,
    start_on: Kinds = "human",
    end_on: Kinds = None,
    token_counter: TokenCounter | Literal["approximate"] = count_tokens_approximately,
) -> list[BaseMessage]:
    """The newest messages that fit, or with strategy "first" the oldest.

    A call and its answers stay together: no ToolMessage comes without the AIMessage that called
    it. The system messages that open the conversation (a summary is one) are kept, and count.
    `start_on` says with what the newest messages may begin (human, ai, ... or the class),
    `end_on` with what the result may end. Where not even one turn fits, only the system messages
    are left. The counter must not count more for fewer messages.

    Unlike LangChain's, whose name and arguments it has: it counts approximately where no counter
    is given, keeps system messages and starts on a human's unless told otherwise, takes
    `max_count` too, and never cuts a message in two.
    """
    if strategy not in ("last", "first"):
        raise InvalidInputError(f"strategy is {strategy!r}.", "Give 'last' or 'first'.")
    limit = Limit(max_tokens, max_count, token_counter)
    whole = without_orphans([message_from(message) for message in messages])
    if strategy == "first":
        return _oldest(whole, limit, end_on)
    opening = _opening(whole) if include_system else 0
    system, rest = whole[:opening], whole[opening:]
    rest = rest[: _ends(rest, end_on)[-1]]
    start = first_start(rest, starts_of(rest, start_on), limit, system)
    return [*system, *rest[start:]]


def without_orphans(messages: Sequence[BaseMessage]) -> list[BaseMessage]:
    """`messages` but for the answers to calls that nobody before them made."""
    callers = _callers(messages)
    return [
        message
        for place, message in enumerate(messages)
        if not isinstance(message, ToolMessage) or place in callers
    ]


def cuts(messages: Sequence[BaseMessage]) -> list[int]:
    """Where a conversation may be cut: the places that no call and its answer span."""
    last_answers = {call: answer for answer, call in _callers(messages).items()}
    places = []
    answered_at = -1
    for place in range(len(messages) + 1):
        if place > answered_at:
            places.append(place)
        answered_at = max(answered_at, last_answers.get(place, -1))
    return places


def starts_of(messages: Sequence[BaseMessage], start_on: Kinds) -> list[int]:
    """Where the newest messages may begin."""
    places = cuts(messages)[:-1]
    return [place for place in places if _is_any(messages[place], start_on)]


def first_start(
    messages: list[BaseMessage],
    starts: list[int],
    limit: Limit,
    before: Sequence[BaseMessage] = (),
) -> int:
    """The first start from which on the messages fit after `before`; their end if there is none."""
    index = bisect_left(starts, True, key=lambda start: limit.holds([*before, *messages[start:]]))
    return starts[index] if index < len(starts) else len(messages)


def _opening(messages: Sequence[BaseMessage]) -> int:
    system = takewhile(lambda message: isinstance(message, SystemMessage), messages)
    return sum(1 for _ in system)


def _callers(messages: Sequence[BaseMessage]) -> dict[int, int]:
    """For the place of each answer, the place of its call."""
    calls: dict[str | None, int] = {}
    callers: dict[int, int] = {}
    for place, message in enumerate(messages):
        if isinstance(message, AIMessage):
            made = (*message.tool_calls, *message.invalid_tool_calls)
            calls.update({call["id"]: place for call in made})
        elif isinstance(message, ToolMessage) and message.tool_call_id in calls:
            callers[place] = calls[message.tool_call_id]
    return callers


def _oldest(messages: list[BaseMessage], limit: Limit, end_on: Kinds) -> list[BaseMessage]:
    ends = _ends(messages, end_on)
    over = bisect_left(ends, True, key=lambda end: not limit.holds(messages[:end]))
    return messages[: ends[over - 1]] if over else []


def _ends(messages: list[BaseMessage], end_on: Kinds) -> list[int]:
    return [end for end in cuts(messages) if end == 0 or _is_any(messages[end - 1], end_on)]


def _is_any(message: BaseMessage, kinds: Kinds) -> bool:
    if kinds is None:
        return True
    listed = [kinds] if isinstance(kinds, str | type) else kinds
    return any(
        message.type == kind if isinstance(kind, str) else isinstance(message, kind)
        for kind in listed
    )
