"""`add_messages`: what folds new messages into a conversation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, overload

from stepgraph.errors import GraphDefinitionError, InvalidMessageError, UnknownMessageError
from stepgraph.message.base import BaseMessage
from stepgraph.message.chunk import AIMessageChunk
from stepgraph.message.coerce import message_from
from stepgraph.message.ids import ids_from
from stepgraph.message.ids import new_id as default_new_id
from stepgraph.message.listing import MessageList, id_of, known_list, longer_list
from stepgraph.message.types import (
    AIMessage,
    HumanMessage,
    RemoveMessage,
    SystemMessage,
    ToolMessage,
)

REMOVE_ALL_MESSAGES: Final = "__remove_all__"

_PLAIN: Final = frozenset({HumanMessage, AIMessage, SystemMessage, ToolMessage, RemoveMessage})

# What LangGraph takes where messages are added: one of what `message_from` reads, or a list.
Messages = Any
NewId = Callable[[], str]


class MessageReducer:
    """The reducer of a list of messages: it appends, replaces by id and removes by id.

    `add_messages(left, right)` gives the new list; `add_messages()` gives a reducer, as does
    `add_messages(new_id=...)`, whose ids are made by the function given. Unlike LangGraph's it
    changes no message that it is given: one without an id is replaced by one that has it.
    """

    def __init__(self, new_id: NewId | None = None) -> None:
        self.new_id = new_id or default_new_id

    @overload
    def __call__(self, *, format: None = None, new_id: NewId | None = None) -> MessageReducer: ...

    @overload
    def __call__(
        self, left: Messages, right: Messages, *, format: None = None, new_id: NewId | None = None
    ) -> list[BaseMessage]: ...

    def __call__(
        self,
        left: Messages = None,
        right: Messages = None,
        *,
        format: str | None = None,
        new_id: NewId | None = None,
    ) -> list[BaseMessage] | MessageReducer:
        """`left` with the messages of `right` added; a reducer where there is neither."""
        if format is not None:
            raise GraphDefinitionError((_NO_FORMAT.format(format),))
        reducer = MessageReducer(new_id) if new_id else self
        if left is None and right is None:
            return reducer
        if left is None or right is None:
            raise InvalidMessageError(
                f"add_messages has no {'left' if left is None else 'right'} messages.",
                "Give both lists, or neither to get a reducer.",
            )
        return merged(reducer._conversation(left), reducer.settle(right))

    def settle(self, write: Messages, seed: str | None = None) -> list[BaseMessage]:
        """What `write` adds, each a message with an id: settled, it folds alike each time."""
        if seed is not None:
            with ids_from(seed):
                return self.settle(write)
        items = write if isinstance(write, list) else [write]
        # Few types and no missing id: told without a look at each message from Python.
        if _PLAIN.issuperset(map(type, items)) and all(map(id_of, items)):
            return list(items)
        return [self._settled(item) for item in items]

    def _conversation(self, left: Messages) -> MessageList:
        if type(left) is MessageList and left.known:
            return left
        return known_list(self.settle(left))

    def _settled(self, item: Any) -> BaseMessage:
        message = message_from(item)
        if isinstance(message, AIMessageChunk):
            message = message.to_message()
        return message if message.id else message.model_copy(update={"id": self.new_id()})


_NO_FORMAT = (
    "add_messages cannot convert messages to the format {!r}. Leave `format` out, and convert "
    "the messages where a model reads them."
)

add_messages: Final = MessageReducer()


def merged(conversation: MessageList, new: list[BaseMessage]) -> MessageList:
    """`conversation` with `new` added, replaced or removed."""
    removals = [place for place, message in enumerate(new) if isinstance(message, RemoveMessage)]
    for place in reversed(removals):
        if new[place].id == REMOVE_ALL_MESSAGES:
            return merged(known_list([]), new[place + 1 :])
    ids = set(map(id_of, new))
    known = conversation.known
    assert known is not None
    if len(ids) == len(new) and not removals and known.places.keys().isdisjoint(ids):
        return longer_list(conversation, known, new)
    return _replaced(conversation, dict(known.places), new)


def _replaced(
    before: list[BaseMessage], places: dict[str, int], new: list[BaseMessage]
) -> MessageList:
    after = list(before)
    removed: set[str] = set()
    for message in new:
        message_id = id_of(message)
        place = places.get(message_id)
        if isinstance(message, RemoveMessage):
            if place is None:
                raise _unknown(message_id)
            removed.add(message_id)
        elif place is None:
            places[message_id] = len(after)
            after.append(message)
        else:
            removed.discard(message_id)
            after[place] = message
    if removed:
        return known_list([message for message in after if message.id not in removed])
    return known_list(after, places)


def _unknown(message_id: str) -> UnknownMessageError:
    return UnknownMessageError(
        f"No message of this conversation has the id {message_id!r}, so it cannot be removed.",
        "Take the id from the messages of the state; one may be removed only once.",
    )
