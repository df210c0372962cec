"""Which messages a summary is to stand for, and the update that puts it in their place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile
from typing import Any, Final, Literal

from stepgraph.errors import InvalidMessageError
from stepgraph.message.base import BaseMessage
from stepgraph.message.coerce import message_from
from stepgraph.message.tokens import Limit, TokenCounter, count_tokens_approximately
from stepgraph.message.trim import Kinds, first_start, starts_of
from stepgraph.message.types import RemoveMessage, SystemMessage

# Half full after a summary, the conversation does not need the next one right away.
KEPT_SHARE: Final = 2

_MARK: Final = "summary"


@dataclass(frozen=True, slots=True)
class SummaryPlan:
    """What is to be summarised, the summary before it included, and what stays as it is."""

    to_summarize: tuple[BaseMessage, ...]
    kept: tuple[BaseMessage, ...]

    def __bool__(self) -> bool:
        return bool(self.to_summarize)

    def update(self, text: str) -> list[BaseMessage]:
        """What to add to the messages of the state: the summary, and removals.

        The summary takes the id, and with it the place, of the first message it stands for: so
        it comes before those that stay, and they need not be written again.
        """
        if not self.to_summarize:
            return []
        first, *others = [_id_of(message) for message in self.to_summarize]
        summary = SystemMessage(text, id=first, additional_kwargs={_MARK: True})
        return [summary, *(RemoveMessage(message_id) for message_id in others)]


def plan_summary(
    messages: Iterable[Any],
    *,
    max_tokens: int | None = None,
    max_count: int | None = None,
    keep_tokens: int | None = None,
    keep_count: int | None = None,
    start_on: Kinds = "human",
    token_counter: TokenCounter | Literal["approximate"] = count_tokens_approximately,
) -> SummaryPlan:
    """What to summarise of a conversation that is over its limit; false where it is not.

    The newest messages stay, as `trim_messages` would keep them: up to `keep_tokens` and
    `keep_count`, or half of the limit; the last turn always. The system messages that open the
    conversation stay too. Asking a model for the text is the caller's, sync or async:

        plan = plan_summary(state["messages"], max_tokens=4000)
        if plan:
            text = model(plan.to_summarize)
            return {"messages": plan.update(text)}
    """
    whole = [message_from(message) for message in messages]
    if Limit(max_tokens, max_count, token_counter).holds(whole):
        return SummaryPlan((), tuple(whole))
    keep = Limit(_kept(keep_tokens, max_tokens), _kept(keep_count, max_count), token_counter)
    opening = _opening(whole)
    border = opening + _border(whole[opening:], keep, start_on)
    old = tuple(whole[opening:border])
    if all(is_summary(message) for message in old):
        return SummaryPlan((), tuple(whole))
    return SummaryPlan(old, (*whole[:opening], *whole[border:]))


def is_summary(message: BaseMessage) -> bool:
    """Whether a summary plan made this message."""
    return message.additional_kwargs.get(_MARK) is True


def _opening(messages: list[BaseMessage]) -> int:
    """How many messages open the conversation: those of the system, up to a summary."""
    return sum(1 for _ in takewhile(_opens, messages))


def _opens(message: BaseMessage) -> bool:
    return isinstance(message, SystemMessage) and not is_summary(message)


def _border(messages: list[BaseMessage], keep: Limit, start_on: Kinds) -> int:
    starts = starts_of(messages, start_on)
    return min(first_start(messages, starts, keep), starts[-1] if starts else len(messages))


def _kept(asked: int | None, limit: int | None) -> int | None:
    return asked if asked is not None or limit is None else limit // KEPT_SHARE


def _id_of(message: BaseMessage) -> str:
    if message.id is None:
        raise InvalidMessageError(
            f"A {message.type} message to summarise has no id, so it cannot be removed.",
            "Plan the summary on the messages of the state, which have ids.",
        )
    return message.id
