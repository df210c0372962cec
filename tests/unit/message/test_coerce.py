from types import SimpleNamespace

import pytest

from stepgraph.errors import InvalidMessageError
from tests.unit.message.untyped import (
    AIMessage,
    AIMessageChunk,
    HumanMessage,
    RemoveMessage,
    SystemMessage,
    ToolMessage,
    message_from,
)

DEVELOPER = {"__openai_role__": "developer"}


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("hi", HumanMessage("hi")),
        (("user", "hi"), HumanMessage("hi")),
        (["ai", "hi"], AIMessage("hi")),
        (("developer", "hi"), SystemMessage("hi", additional_kwargs=DEVELOPER)),
        ({"role": "user", "content": "hi"}, HumanMessage("hi")),
        ({"role": "assistant", "content": None}, AIMessage("")),
        ({"role": "system", "content": []}, SystemMessage([])),
        ({"type": "human", "content": "hi", "id": "1", "name": None}, HumanMessage("hi", id="1")),
        ({"role": "user", "type": "human", "content": "hi"}, HumanMessage("hi")),
        ({"type": "tool", "content": "a", "tool_call_id": "1"}, ToolMessage("a", tool_call_id="1")),
        ({"type": "remove", "id": "1"}, RemoveMessage("1")),
        ({"type": "remove", "content": "", "id": "1"}, RemoveMessage("1")),
        ({"type": "AIMessageChunk", "content": "a"}, AIMessageChunk("a")),
        (
            {"lc": 1, "type": "constructor", "id": ["x", "HumanMessage"],
             "kwargs": {"content": "a"}},
            HumanMessage("a"),
        ),
        (
            {"lc": 1, "type": "constructor", "id": ["ToolMessageChunk"],
             "kwargs": {"content": "a", "tool_call_id": "1"}},
            ToolMessage("a", tool_call_id="1"),
        ),
    ],
)  # fmt: skip
def test_what_langgraph_reads_as_a_message_is_read(value, message):
    assert message_from(value) == message


def test_a_message_is_itself():
    message = HumanMessage("hi")
    assert message_from(message) is message


def test_what_a_kind_has_no_field_for_is_kept_beside():
    value = {"role": "user", "content": "a", "mood": "good", "additional_kwargs": {"b": 1}}
    assert message_from(value).additional_kwargs == {"mood": "good", "b": 1}


def test_the_example_flag_of_older_json_is_kept_only_where_it_says_something():
    def read(flag):
        return message_from({"type": "human", "content": "a", "example": flag}).additional_kwargs

    assert read(False) == {}
    assert read(True) == {"example": True}


def test_usage_and_invalid_calls_come_back_in_their_own_fields():
    usage = {"input_tokens": 1}
    broken = {"name": "f", "args": "{", "id": "1", "error": None, "type": "invalid_tool_call"}
    value = {"type": "ai", "content": "", "usage_metadata": usage, "invalid_tool_calls": [broken]}
    message = message_from(value)
    assert message.usage_metadata == usage
    assert message.invalid_tool_calls == [broken]
    assert message.additional_kwargs == {}


def test_a_message_object_of_langchain_becomes_ours():
    call = {"name": "f", "args": {}, "id": "c", "type": "tool_call"}
    foreign = SimpleNamespace(
        type="ai", content="hi", id="1", name=None, additional_kwargs={"a": 1},
        response_metadata={}, tool_calls=[call], invalid_tool_calls=[], usage_metadata=None,
        model_extra={"more": 1},
    )  # fmt: skip
    assert message_from(foreign) == AIMessage(
        "hi", id="1", additional_kwargs={"more": 1, "a": 1}, tool_calls=[call]
    )


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (3, "type 'int'"),
        (("a", "b", "c"), "type 'tuple'"),
        (("bogus", "hi"), "'bogus'"),
        ((HumanMessage("secret"), HumanMessage("secret")), "role or type <class"),
        ({"content": "hi"}, "NoneType"),
        ({"role": "function", "content": "hi"}, "'function'"),
        ({"role": "user"}, "role 'user' has no content"),
        ({"role": "user", "content": 3}, "content of HumanMessage"),
        ({"role": "tool", "content": "a"}, "no tool_call_id"),
        ({"type": "remove"}, "no id"),
        ({"role": "user", "content": "a", "additional_kwargs": 3, "b": 1}, "additional_kwargs"),
        ({"role": "user", "content": "a", "additional_kwargs": 3}, "additional_kwargs"),
        (SimpleNamespace(type="chat", content="a"), "'chat'"),
    ],
)
def test_what_is_no_message_is_refused_by_name_without_what_it_says(value, problem):
    with pytest.raises(InvalidMessageError, match=problem) as error:
        message_from(value)
    assert "secret" not in str(error.value)
    assert error.value.next_step
