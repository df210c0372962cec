import copy
from contextlib import suppress
from inspect import signature
from itertools import count
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepgraph import message
from stepgraph.errors import GraphDefinitionError, InvalidMessageError, UnknownMessageError
from stepgraph.message import REMOVE_ALL_MESSAGES, ids_from
from tests.unit.message.strategies import (
    anything,
    chunks,
    contents,
    conversations,
    ids,
    messages,
    updates,
)
from tests.unit.message.untyped import (
    AIMessage,
    AIMessageChunk,
    HumanMessage,
    MessageList,
    RemoveMessage,
    SystemMessage,
    add_messages,
)

# As it comes from the codec, and as the fold before left it.
lefts = conversations | conversations.map(lambda given: add_messages([], given))


def ids_of(conversation):
    return [message.id for message in conversation]


@given(lefts)
def test_adding_nothing_changes_nothing(left):
    assert add_messages(left, []) == left


@given(lefts, updates)
def test_ids_stay_unique(left, right):
    after = ids_of(add_messages(left, right))
    assert len(set(after)) == len(after)


@given(lefts, updates)
def test_the_order_is_kept_and_what_is_new_follows_in_its_own(left, right):
    new = [i for i in dict.fromkeys(ids_of(right)) if i not in ids_of(left)]
    assert ids_of(add_messages(left, right)) == ids_of(left) + new


@given(lefts, updates)
def test_of_messages_with_the_same_id_the_last_stands(left, right):
    last = {message.id: message for message in [*left, *right]}
    assert all(last[message.id] is message for message in add_messages(left, right))


@given(lefts.filter(bool), messages(), st.data())
def test_a_replacement_stands_where_the_old_message_stood(left, message, data):
    place = data.draw(st.integers(0, len(left) - 1))
    changed = message.model_copy(update={"id": left[place].id})
    after = add_messages(left, changed)
    assert after[place] == changed
    assert after[:place] + after[place + 1 :] == left[:place] + left[place + 1 :]


@given(lefts.filter(bool), st.data())
def test_a_removal_takes_away_only_its_message(left, data):
    gone = data.draw(st.sampled_from(ids_of(left)))
    after = add_messages(left, RemoveMessage(gone))
    assert after == [message for message in left if message.id != gone]


@given(lefts.filter(bool), st.data())
def test_removed_and_added_in_one_update_keeps_the_place_and_in_two_goes_to_the_end(left, data):
    place = data.draw(st.integers(0, len(left) - 1))
    again = HumanMessage("again", id=left[place].id)
    others = [message for message in left if message.id != again.id]
    at_once = add_messages(left, [RemoveMessage(again.id), again])
    assert at_once == [*left[:place], again, *left[place + 1 :]]
    assert add_messages(add_messages(left, RemoveMessage(again.id)), again) == [*others, again]


@given(lefts, updates, updates)
def test_adding_at_once_or_in_two_parts_is_the_same(left, first, second):
    assert add_messages(left, first + second) == add_messages(add_messages(left, first), second)


@given(lefts, st.lists(anything, max_size=4))
def test_what_was_given_stays_as_it_was(left, right):
    before = copy.copy(list(left)), copy.copy(right)
    with suppress(UnknownMessageError):
        add_messages(left, right)
    assert (list(left), right) == before


@given(lefts, updates, st.data())
def test_it_makes_no_difference_what_is_already_known_of_the_conversation(left, right, data):
    removed = data.draw(
        st.lists(st.sampled_from(ids_of(left)), unique=True) if left else st.just([])
    )
    right = [*right, *map(RemoveMessage, removed)]
    assert add_messages(left, right) == add_messages(list(left), right)
    after = add_messages(left, right)
    assert after.known == add_messages([], list(after)).known


@given(lefts, updates)
def test_remove_all_leaves_only_what_follows_it(left, right):
    removal = RemoveMessage(REMOVE_ALL_MESSAGES)
    assert add_messages(left, [*right, removal, *right]) == add_messages([], right)
    assert add_messages(left, removal) == []


def test_after_remove_all_the_usual_rules_hold():
    removal = RemoveMessage(REMOVE_ALL_MESSAGES)
    one, two = HumanMessage("1", id="a"), HumanMessage("2", id="a")
    assert add_messages([], [removal, one, two]) == [two]
    with pytest.raises(UnknownMessageError):
        add_messages([one], [removal, RemoveMessage("a")])


def test_a_message_added_and_removed_in_one_update_is_gone():
    assert add_messages([], [HumanMessage("x", id="a"), RemoveMessage("a")]) == []


def test_removing_what_is_not_there_is_an_error_that_names_the_id():
    with pytest.raises(UnknownMessageError, match="'gone'") as error:
        add_messages([HumanMessage("x", id="a")], RemoveMessage("gone"))
    assert error.value.code == "MESSAGE_UNKNOWN"
    assert isinstance(error.value, ValueError)


def test_missing_ids_are_assigned_on_both_sides_and_the_givers_messages_keep_none():
    one, two = HumanMessage("1"), HumanMessage("2")
    after = add_messages([one], two)
    assert len({message.id for message in after} - {None, ""}) == 2
    assert one.id is two.id is None


def test_an_empty_id_counts_as_missing():
    assert add_messages([], HumanMessage("x", id=""))[0].id


def test_ids_can_come_from_the_caller():
    numbers = count()
    after = add_messages(["a"], ["b"], new_id=lambda: f"n{next(numbers)}")
    assert ids_of(after) == ["n0", "n1"]
    assert add_messages(new_id=lambda: "mine")([], "a") == [HumanMessage("a", id="mine")]


def test_the_same_update_gets_the_same_ids_from_the_same_seed():
    def fold():
        with ids_from("thread/3"):
            return add_messages([], ["a", ("ai", "b")])

    assert fold() == fold()


def test_settled_messages_fold_alike_each_time():
    settled = add_messages.settle([("user", "a"), {"role": "ai", "content": "b"}])
    assert add_messages([], settled) == add_messages([], settled) == settled
    assert add_messages.settle(settled) == settled


def test_a_settled_update_is_not_the_givers_list():
    given = [HumanMessage("a", id="1")]
    settled = add_messages.settle(given)
    given.append("b")
    assert settled == [HumanMessage("a", id="1")]


@pytest.mark.parametrize(
    "right", ["hi", ("user", "hi"), {"role": "user", "content": "hi"}, HumanMessage("hi")]
)
def test_one_message_needs_no_list(right):
    after = add_messages([], right)
    assert [(message.type, message.content) for message in after] == [("human", "hi")]
    assert add_messages(right, [])[0].content == "hi"


def test_message_objects_of_langchain_are_added_and_replaced_as_ours():
    foreign = SimpleNamespace(type="ai", content="new", id="1")
    assert add_messages([AIMessage("old", id="1")], foreign) == [AIMessage("new", id="1")]
    assert add_messages([foreign], [AIMessage("newer", id="1")]) == [AIMessage("newer", id="1")]


@given(chunks, contents)
def test_what_was_streamed_is_added_as_a_whole_message(chunk, content):
    after = add_messages([], [chunk])
    assert type(after[0]) is AIMessage
    assert after[0].content == chunk.content
    assert not isinstance(add_messages([AIMessageChunk(content)], [])[0], AIMessageChunk)


@given(lefts, ids)
def test_what_was_changed_in_place_is_looked_at_again(left, some_id):
    conversation = add_messages(left, [])
    conversation.append(("user", "by hand"))
    conversation.insert(0, SystemMessage("first", id=some_id))
    after = add_messages(conversation, [HumanMessage("last", id="new")])
    assert len(after) == len(left) + 3
    assert after[-2].content == "by hand"


def test_a_long_conversation_is_not_looked_at_again():
    class Watched(message.HumanMessage):
        __slots__ = ()
        looks = 0

        def __getattribute__(self, name):
            Watched.looks += 1
            return super().__getattribute__(name)

    long = add_messages([], [Watched("x", id=str(n)) for n in range(100)])
    Watched.looks = 0
    add_messages(long, HumanMessage("y"))
    assert Watched.looks == 0
    assert isinstance(long, MessageList)


def test_without_arguments_it_is_a_reducer_of_two():
    assert add_messages()(["a"], ["b"])[1].content == "b"
    assert len([p for p in signature(add_messages()).parameters.values() if p.kind == 1]) == 2


@pytest.mark.parametrize(("left", "right", "side"), [(None, [], "left"), ([], None, "right")])
def test_one_side_alone_is_an_error(left, right, side):
    with pytest.raises(InvalidMessageError, match=f"no {side} messages"):
        add_messages(left, right)


def test_a_format_is_refused_by_name():
    with pytest.raises(GraphDefinitionError, match="langchain-openai") as error:
        add_messages(format="langchain-openai")
    assert isinstance(error.value, ValueError)


def test_what_is_no_message_is_an_error():
    with pytest.raises(InvalidMessageError):
        add_messages([], [3])
