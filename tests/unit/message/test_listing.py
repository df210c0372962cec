import copy
import pickle

import pytest

from tests.unit.message.untyped import (
    HumanMessage,
    MessageList,
    ToolMessage,
    known_list,
    longer_list,
)


def conversation():
    return known_list([HumanMessage(str(n), id=str(n)) for n in range(3)])


CHANGES = [
    lambda x: x.__setitem__(0, HumanMessage("new", id="9")),
    lambda x: x.__delitem__(0),
    lambda x: x.__iadd__(["new"]),
    lambda x: x.__imul__(2),
    lambda x: x.append("new"),
    lambda x: x.clear(),
    lambda x: x.extend(["new"]),
    lambda x: x.insert(0, "new"),
    lambda x: x.pop(),
    lambda x: x.remove(x[0]),
    lambda x: x.reverse(),
    lambda x: x.sort(key=lambda message: message.id, reverse=True),
]


@pytest.mark.parametrize("change", CHANGES)
def test_after_a_change_in_place_nothing_is_known_any_more(change):
    messages = conversation()
    change(messages)
    assert messages.known is None
    assert list(messages) != list(conversation())


def test_a_longer_list_knows_the_new_ids_and_leaves_the_one_before():
    before = conversation()
    after = longer_list(before, before.known, [HumanMessage("x", id="x")])
    assert after.known.places == {"0": 0, "1": 1, "2": 2, "x": 3}
    assert before.known.places == {"0": 0, "1": 1, "2": 2}
    assert len(before) == 3


def test_two_lists_that_follow_the_same_one_know_nothing_of_each_other():
    before = conversation()
    one = longer_list(before, before.known, [HumanMessage("x", id="x")])
    two = longer_list(before, before.known, [HumanMessage("y", id="y")])
    assert "y" not in one.known.places
    assert "x" not in two.known.places


def test_a_reader_gets_a_list_of_its_own_with_the_same_messages():
    messages = conversation()
    for read in (copy.deepcopy(messages), copy.copy(messages)):
        assert read == messages
        assert read[0] is messages[0]
        read.pop()
        assert len(messages) == 3
        assert messages.known


def test_what_may_change_is_copied_for_each_reader():
    odd = ToolMessage("a", id="3", tool_call_id="1", artifact={1})
    for messages in (known_list([odd]), longer_list([], known_list([]).known, [odd])):
        copy.deepcopy(messages)[0].artifact.add(2)
        assert messages[0].artifact == {1}


def test_a_list_that_knows_nothing_is_copied_item_by_item():
    messages = MessageList([["not a message"]])
    copy.deepcopy(messages)[0].append(1)
    assert messages == [["not a message"]]


def test_elsewhere_it_is_a_plain_list():
    reduced = conversation().__reduce__()
    assert reduced[0] is list
    assert type(pickle.loads(pickle.dumps(MessageList([1])))) is list
    assert type(conversation()[:1]) is list
    assert type(conversation() + conversation()) is list
