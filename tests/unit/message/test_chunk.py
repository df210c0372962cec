import pytest
from hypothesis import given

from stepgraph.errors import FrozenMessageError
from tests.unit.message.strategies import chunks
from tests.unit.message.untyped import AIMessage, AIMessageChunk


def piece(args, index=0, name=None, id=None):
    return {"name": name, "args": args, "id": id, "index": index}


def test_pieces_add_up_to_the_message():
    parts = [
        AIMessageChunk("", id="1", tool_call_chunks=[piece("", name="f", id="c")]),
        AIMessageChunk("he", tool_call_chunks=[piece('{"a"')]),
        AIMessageChunk("llo", tool_call_chunks=[piece(": 1}")], chunk_position="last"),
    ]
    whole = parts[0] + parts[1] + parts[2]
    assert whole.chunk_position == "last"
    assert whole.to_message() == AIMessage(
        "hello", id="1", tool_calls=[{"name": "f", "args": {"a": 1}, "id": "c"}]
    )


def test_a_call_whose_arguments_are_incomplete_is_no_call_yet():
    chunk = AIMessageChunk("", tool_call_chunks=[piece('{"a"', name="f", id="c")])
    assert chunk.tool_calls == []
    assert [call["args"] for call in chunk.invalid_tool_calls] == ['{"a"']


def test_calls_of_different_index_stay_apart():
    first = AIMessageChunk("", tool_call_chunks=[piece("{}", 0, "f", "c")])
    second = AIMessageChunk("", tool_call_chunks=[piece("{}", 1, "g", "d")])
    assert [call["name"] for call in (first + second).tool_calls] == ["f", "g"]


def test_blocks_of_the_same_index_grow_and_others_follow():
    left = AIMessageChunk([{"type": "text", "text": "a", "index": 0}])
    right = AIMessageChunk([{"type": "text", "text": "b", "index": 0}, "c"])
    assert (left + right).content == [{"type": "text", "text": "ab", "index": 0}, "c"]
    assert (AIMessageChunk("a") + left).content == ["a", *left.content]
    assert (AIMessageChunk("") + left).content == left.content


def test_usage_is_summed():
    one = AIMessageChunk("", usage_metadata={"input_tokens": 1, "input_token_details": {"a": 1}})
    two = AIMessageChunk("", usage_metadata={"input_tokens": 2, "output_tokens": 3})
    assert (one + two).usage_metadata == {
        "input_tokens": 3,
        "input_token_details": {"a": 1},
        "output_tokens": 3,
    }
    assert (one + AIMessageChunk("")).usage_metadata == one.usage_metadata


def test_more_that_a_provider_streams_grows_and_metadata_is_replaced():
    one = AIMessageChunk("", additional_kwargs={"thought": "a"}, response_metadata={"model": "m"})
    two = AIMessageChunk(
        "", additional_kwargs={"thought": "b", "n": 1}, response_metadata={"model": "m"}
    )
    assert (one + two).additional_kwargs == {"thought": "ab", "n": 1}
    assert (one + two).response_metadata == {"model": "m"}


@given(chunks, chunks, chunks)
def test_pieces_may_be_added_in_any_grouping(a, b, c):
    assert ((a + b) + c).text == (a + (b + c)).text
    assert ((a + b) + c).id == (a + (b + c)).id


def test_only_pieces_add_up():
    with pytest.raises(TypeError):
        AIMessageChunk("a") + AIMessage("b")


def test_a_piece_cannot_be_changed_either():
    with pytest.raises(FrozenMessageError):
        AIMessageChunk("a").content = "b"
    with pytest.raises(FrozenMessageError):
        AIMessageChunk("a", tool_call_chunks=[]).tool_call_chunks.append(1)
