import pytest

from stepgraph.errors import InvalidMessageError
from stepgraph.message.tool_calls import parse_args, read_tool_calls


def test_a_call_of_openai_reads_like_one_of_langchain():
    openai = {"id": "1", "type": "function", "function": {"name": "f", "arguments": '{"a": 1}'}}
    langchain = {"name": "f", "args": {"a": 1}, "id": "1"}
    assert read_tool_calls([openai]) == read_tool_calls([langchain])


def test_a_call_without_arguments_has_none():
    assert read_tool_calls([{"function": {"name": "f"}}])[0][0]["args"] == {}


def test_arguments_that_are_no_json_object_make_the_call_invalid():
    calls, invalid = read_tool_calls([{"id": "1", "function": {"name": "f", "arguments": "[1"}}])
    assert calls == []
    assert invalid == [
        {"type": "invalid_tool_call", "id": "1", "name": "f", "args": "[1", "error": None}
    ]


def test_what_a_provider_adds_to_a_call_is_kept():
    calls, _ = read_tool_calls([{"name": "f", "args": {}, "id": "1", "extras": {"a": 1}}])
    assert calls == [{"name": "f", "args": {}, "id": "1", "type": "tool_call", "extras": {"a": 1}}]


@pytest.mark.parametrize("call", ["f", {}, {"name": "f"}, {"args": {}}, {"function": {}}])
def test_a_call_without_name_or_arguments_is_refused(call):
    with pytest.raises(InvalidMessageError, match="no name or no arguments"):
        read_tool_calls([call])


@pytest.mark.parametrize(
    ("args", "parsed"),
    [({}, {}), ("", {}), ('{"a": 1}', {"a": 1}), ("[]", None), ("{", None), (3, None)],
)
def test_arguments_are_a_dict_or_not_there_yet(args, parsed):
    assert parse_args(args) == parsed
