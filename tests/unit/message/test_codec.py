import json

from hypothesis import given

from stepgraph.message import AIMessage, HumanMessage
from stepgraph.message.codec import TYPES, from_plain, to_plain
from tests.unit.message.strategies import anything


@given(anything)
def test_what_was_stored_comes_back_equal_and_of_the_same_type(message):
    back = from_plain(json.loads(json.dumps(to_plain(message))))
    assert back == message
    assert type(back) is type(message)


@given(anything)
def test_what_is_stored_is_made_of_plain_dicts_and_lists(message):
    def check(value):
        if isinstance(value, dict):
            assert type(value) is dict
            [check(item) for item in value.values()]
        if isinstance(value, list):
            assert type(value) is list
            [check(item) for item in value]

    check(to_plain(message))


@given(anything)
def test_every_message_is_of_a_type_to_store(message):
    assert type(message) in TYPES


def test_what_is_as_by_default_is_not_stored():
    assert to_plain(HumanMessage("hi", id="1")) == {"type": "human", "content": "hi", "id": "1"}
    assert to_plain(AIMessage("hi")) == {"type": "ai", "content": "hi"}


def test_reading_leaves_what_was_read_as_it_was():
    plain = {"type": "human", "content": "hi"}
    from_plain(plain)
    assert plain == {"type": "human", "content": "hi"}
