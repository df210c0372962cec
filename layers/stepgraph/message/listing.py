"""A conversation that knows where each id stands."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping
from itertools import count
from operator import attrgetter
from typing import Any, NamedTuple

from stepgraph.message.base import BaseMessage
from stepgraph.message.frozen import LIST_CHANGES

id_of: Callable[[BaseMessage], str] = attrgetter("id")
"""The id of a message that has one."""

_is_value = attrgetter("is_value")


class Known(NamedTuple):
    """What is known of the messages of a list; never changed once made."""

    places: Mapping[str, int]
    are_values: bool


class MessageList(list[BaseMessage]):
    """A list of messages with ids, as `add_messages` leaves it.

    To its readers it is a list. What it knows makes adding to a long conversation cheap: no
    message is looked at again. A change in place makes it forget.
    """

    __slots__ = ("known",)
    known: Known | None

    def __init__(self, messages: Iterable[BaseMessage] = (), known: Known | None = None) -> None:
        list.__init__(self, messages)
        self.known = known

    def __copy__(self) -> MessageList:
        return MessageList(self, self.known)

    def __deepcopy__(self, memo: dict[int, Any]) -> MessageList:
        if self.known and self.known.are_values:
            return MessageList(self, self.known)
        return MessageList(copy.deepcopy(message, memo) for message in self)

    def __reduce__(self) -> tuple[type[list[Any]], tuple[list[BaseMessage]]]:
        return list, (list(self),)


def known_list(messages: list[BaseMessage], places: Mapping[str, int] | None = None) -> MessageList:
    """A list that knows `messages`, all of which have ids."""
    if places is None:
        places = dict(zip(map(id_of, messages), count(), strict=False))
    return MessageList(messages, Known(places, all(map(_is_value, messages))))


def longer_list(before: list[BaseMessage], known: Known, new: list[BaseMessage]) -> MessageList:
    """A list of `before` and then `new`, whose ids `known` does not have."""
    # Copying a dict is one block of memory; filling one anew would look at every message.
    places = {**known.places}
    places.update(zip(map(id_of, new), count(len(before)), strict=False))
    are_values = known.are_values and all(map(_is_value, new))
    after = MessageList(before, Known(places, are_values))
    list.extend(after, new)
    return after


def _forgetting(change: Callable[..., Any]) -> Callable[..., Any]:
    def forget(self: MessageList, *args: Any, **options: Any) -> Any:
        self.known = None
        return change(self, *args, **options)

    return forget


for _name in LIST_CHANGES:
    setattr(MessageList, _name, _forgetting(getattr(list, _name)))
