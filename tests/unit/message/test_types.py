import uuid

import pytest

from stepgraph.errors import InvalidMessageError
from tests.unit.message.untyped import (
    AIMessage,
    HumanMessage,
    RemoveMessage,
    SystemMessage,
    ToolMessage,
)


def test_each_kind_has_the_type_of_the_langgraph_api():
    kinds = [
        HumanMessage("a"),
        AIMessage("a"),
        SystemMessage("a"),
        ToolMessage("a", tool_call_id="1"),
        RemoveMessage("1"),
    ]
    assert [kind.type for kind in kinds] == ["human", "ai", "system", "tool", "remove"]


def test_an_ai_message_writes_its_calls_and_usage():
    usage = {"input_tokens": 1, "output_tokens": 2, "total_tokens": 3}
    call = {"name": "f", "args": {"a": 1}, "id": "1"}
    told = AIMessage("", tool_calls=[call], usage_metadata=usage).to_json()
    assert told["tool_calls"] == [{**call, "type": "tool_call"}]
    assert told["invalid_tool_calls"] == []
    assert told["usage_metadata"] == usage


def test_invalid_calls_given_and_found_are_both_kept():
    known = {"name": "g", "args": "{", "id": "2", "error": "broken", "type": "invalid_tool_call"}
    broken = {"id": "1", "function": {"name": "f", "arguments": "{"}}
    message = AIMessage("", tool_calls=[broken], invalid_tool_calls=[known])
    assert [call["name"] for call in message.invalid_tool_calls] == ["g", "f"]
    assert message.tool_calls == []


def test_a_tool_message_writes_whom_it_answers_and_how_that_went():
    told = ToolMessage("a", tool_call_id="1", artifact=[1], status="error").to_json()
    assert (told["tool_call_id"], told["artifact"], told["status"]) == ("1", [1], "error")


@pytest.mark.parametrize(
    ("answer", "content"),
    [(5, "5"), ({"a": 1}, "{'a': 1}"), ((1, "b"), ["1", "b"]), ([{"type": "text"}, None],
     [{"type": "text"}, "None"])],
)  # fmt: skip
def test_what_a_tool_answers_becomes_text(answer, content):
    assert ToolMessage(answer, tool_call_id="1").content == content


def test_the_id_of_a_call_becomes_text():
    call_id = uuid.uuid4()
    assert ToolMessage("a", tool_call_id=call_id).tool_call_id == str(call_id)


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda: ToolMessage("a", tool_call_id=None), "no tool_call_id"),
        (lambda: ToolMessage("a", tool_call_id="1", status="odd"), "status .* 'odd'"),
        (lambda: RemoveMessage("1", content="a"), "has content"),
        (lambda: RemoveMessage(""), "has no id"),
        (lambda: AIMessage("a", tool_calls=[3]), "no name or no arguments"),
        (lambda: AIMessage("a", tool_calls=3), "no name or no arguments"),
        (lambda: AIMessage("a", invalid_tool_calls=3), "'invalid_tool_calls' of AIMessage"),
    ],
)
def test_a_message_without_what_its_kind_needs_is_refused(make, problem):
    with pytest.raises(InvalidMessageError, match=problem):
        make()
