"""How long a conversation is, and whether that is short enough."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from stepgraph.errors import InvalidInputError
from stepgraph.message.base import BaseMessage
from stepgraph.message.types import AIMessage, ToolMessage

TokenCounter = Callable[[list[BaseMessage]], int]

# English text has about four letters a token, and models add a few tokens around each message.
LETTERS_PER_TOKEN: Final = 4.0
TOKENS_AROUND_MESSAGE: Final = 3
# A small picture, which its base64 would make look like a book.
TOKENS_PER_IMAGE: Final = 85

_IMAGES: Final = frozenset({"image", "image_url"})


def count_tokens_approximately(messages: Sequence[BaseMessage]) -> int:
    """About how many tokens a model reads in `messages`, without asking its tokenizer."""
    return sum(_tokens_of(message) for message in messages)


@dataclass(frozen=True, slots=True)
class Limit:
    """How many tokens and how many messages a conversation may have."""

    tokens: int | None
    count: int | None
    counter: TokenCounter | Literal["approximate"] = count_tokens_approximately

    def __post_init__(self) -> None:
        if self.tokens is None and self.count is None:
            raise InvalidInputError(
                "Nothing says how long the conversation may be.", "Give max_tokens or max_count."
            )
        if not callable(self.counter) and self.counter != "approximate":
            raise InvalidInputError(
                f"token_counter is {self.counter!r}.",
                "Give a function from a list of messages to a number, or 'approximate'.",
            )

    def holds(self, messages: list[BaseMessage]) -> bool:
        """Whether `messages` are short enough."""
        if self.count is not None and len(messages) > self.count:
            return False
        count = self.counter if callable(self.counter) else count_tokens_approximately
        return self.tokens is None or count(messages) <= self.tokens


def _tokens_of(message: BaseMessage) -> int:
    letters, images = _content_of(message)
    letters += len(message.type) + len(message.name or "")
    if isinstance(message, AIMessage):
        letters += sum(len(repr(call)) for call in message.tool_calls)
    if isinstance(message, ToolMessage):
        letters += len(message.tool_call_id)
    tokens = math.ceil(letters / LETTERS_PER_TOKEN)
    return tokens + TOKENS_AROUND_MESSAGE + images * TOKENS_PER_IMAGE


def _content_of(message: BaseMessage) -> tuple[int, int]:
    """The letters and the images of its content."""
    if isinstance(message.content, str):
        return len(message.content), 0
    images = [block for block in message.content if _is_image(block)]
    letters = sum(_letters_of(block) for block in message.content if not _is_image(block))
    return letters, len(images)


def _is_image(block: Any) -> bool:
    return isinstance(block, dict) and block.get("type") in _IMAGES


def _letters_of(block: Any) -> int:
    if isinstance(block, str):
        return len(block)
    return len(block.get("text", "")) if block.get("type") == "text" else len(repr(block))
