import copy
import json

import pytest
from hypothesis import given

from stepgraph.errors import FrozenMessageError, InvalidMessageError
from tests.unit.message.strategies import anything
from tests.unit.message.untyped import (
    AIMessage,
    HumanMessage,
    RemoveMessage,
    ToolMessage,
    message_from,
)


@given(anything)
def test_the_json_of_a_message_reads_as_an_equal_message(message):
    assert message_from(json.loads(json.dumps(message.to_json()))) == message


@given(anything)
def test_the_json_of_a_message_is_the_callers_own(message):
    before = copy.deepcopy(message)
    told = message.to_json()
    told["additional_kwargs"]["more"] = 1
    for block in told["content"] if isinstance(told["content"], list) else []:
        if isinstance(block, dict):
            block["text"] = "changed"
    assert message == before


def test_the_json_is_that_of_the_langgraph_api():
    assert HumanMessage("hi", id="1").to_json() == {
        "content": "hi",
        "additional_kwargs": {},
        "response_metadata": {},
        "type": "human",
        "name": None,
        "id": "1",
    }
    assert HumanMessage("hi").model_dump() == HumanMessage("hi").to_json()


def test_messages_that_say_the_same_are_equal_and_hash_alike():
    def make():
        return AIMessage("x", tool_calls=[{"name": "f", "args": {"a": [1]}, "id": "1"}])

    assert make() == make()
    assert hash(make()) == hash(make())
    assert make() != HumanMessage("x")
    assert HumanMessage("x", id="1") != HumanMessage("x", id="2")


def test_what_was_given_may_change_later_without_changing_the_message():
    args = {"a": [1]}
    message = AIMessage("", tool_calls=[{"name": "f", "args": args, "id": "1"}])
    args["a"].append(2)
    assert message.tool_calls[0]["args"] == {"a": [1]}


@pytest.mark.parametrize("message", [HumanMessage("a"), AIMessage("a"), RemoveMessage("a")])
def test_a_field_cannot_be_changed_and_the_error_says_what_to_do(message):
    with pytest.raises(FrozenMessageError, match=r"'content' of a .*model_copy") as error:
        message.content = "b"
    assert error.value.code == "MESSAGE_FROZEN"
    with pytest.raises(FrozenMessageError):
        del message.content


def test_what_a_message_holds_cannot_be_changed():
    message = AIMessage([{"type": "text", "text": "a"}], additional_kwargs={"a": [1]})
    with pytest.raises(FrozenMessageError):
        message.content[0]["text"] = "b"
    with pytest.raises(FrozenMessageError):
        message.additional_kwargs["a"].append(2)
    with pytest.raises(FrozenMessageError):
        HumanMessage("a").response_metadata["a"] = 1


def test_model_copy_makes_a_changed_message_and_keeps_the_rest():
    message = AIMessage("a", id="1", tool_calls=[{"name": "f", "args": {}, "id": "c"}])
    changed = message.model_copy(update={"content": "b"})
    assert (changed.content, changed.id, changed.tool_calls) == ("b", "1", message.tool_calls)
    assert message.content == "a"
    assert message.model_copy() == message


@given(anything)
def test_a_message_of_plain_values_is_shared_instead_of_copied(message):
    assert copy.deepcopy(message) is message


def test_an_artifact_that_may_change_is_copied_for_each_reader():
    message = ToolMessage("a", tool_call_id="1", artifact={"seen": {1}})
    read = copy.deepcopy(message)
    read.artifact["seen"].add(2)
    assert message.artifact == {"seen": {1}}
    assert (read.content, read.tool_call_id) == ("a", "1")


def test_a_removal_with_odd_fields_is_copied_too():
    removal = RemoveMessage("1", additional_kwargs={"a": {1}})
    assert copy.deepcopy(removal) == removal


def test_the_text_is_that_of_the_text_blocks():
    content = ["a", {"type": "text", "text": "b"}, {"type": "image"}, {"type": "text"}]
    assert HumanMessage(content).text == "ab"
    assert HumanMessage("plain").text == "plain"


def test_the_repr_tells_what_is_not_as_by_default():
    assert repr(HumanMessage("hi", id="1")) == "HumanMessage(content='hi', id='1')"


@pytest.mark.parametrize("content", [None, 3, [3], {"type": "text"}])
def test_content_that_is_neither_text_nor_blocks_is_refused(content):
    with pytest.raises(InvalidMessageError, match="content of HumanMessage") as error:
        HumanMessage(content)
    assert error.value.code == "MESSAGE_INVALID"


def test_a_number_as_id_becomes_text_and_other_ids_are_refused():
    assert HumanMessage("a", id=3).id == "3"
    with pytest.raises(InvalidMessageError, match="id of HumanMessage"):
        HumanMessage("a", id=[3])


def test_a_field_of_a_wrong_type_is_named():
    with pytest.raises(InvalidMessageError, match="'additional_kwargs' of HumanMessage"):
        HumanMessage("a", additional_kwargs=[1])
    with pytest.raises(InvalidMessageError, match="'usage_metadata' of AIMessage"):
        AIMessage("a", usage_metadata=3)
