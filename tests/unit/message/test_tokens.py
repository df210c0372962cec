import pytest
from hypothesis import given

from stepgraph.errors import InvalidInputError
from stepgraph.message import count_tokens_approximately
from tests.unit.message.strategies import updates
from tests.unit.message.untyped import AIMessage, HumanMessage, Limit, ToolMessage


def tokens(message):
    return count_tokens_approximately([message])


@given(updates, updates)
def test_the_tokens_of_a_conversation_are_those_of_its_messages(first, second):
    both = count_tokens_approximately(first + second)
    assert both == count_tokens_approximately(first) + count_tokens_approximately(second)


def test_a_token_is_about_four_letters():
    assert tokens(HumanMessage("x" * 4000)) == pytest.approx(1000, rel=0.01)


def test_names_calls_and_the_calls_they_answer_count():
    call = {"name": "f", "args": {"a": "x" * 400}, "id": "1"}
    assert tokens(AIMessage("", tool_calls=[call])) > 100
    assert tokens(HumanMessage("", name="x" * 400)) > 100
    assert tokens(ToolMessage("", tool_call_id="x" * 400)) > 100


def test_an_image_counts_as_an_image_and_not_as_its_letters():
    image = {"type": "image_url", "image_url": {"url": "x" * 100_000}}
    assert 85 <= tokens(HumanMessage([image])) < 100


def test_blocks_count_as_their_text_and_unknown_ones_as_their_letters():
    text = [{"type": "text", "text": "x" * 400}]
    assert tokens(HumanMessage(text)) == tokens(HumanMessage(["x" * 400]))
    assert tokens(HumanMessage([{"type": "audio", "data": "x" * 400}])) > 100


def test_both_limits_must_hold():
    messages = [HumanMessage("a"), HumanMessage("b")]
    assert Limit(None, 2).holds(messages)
    assert not Limit(None, 1).holds(messages)
    assert not Limit(1, 2).holds(messages)
    assert Limit(2, None, len).holds(messages)
    assert Limit(100, None, "approximate").holds(messages)


def test_a_limit_needs_a_number_and_a_counter():
    with pytest.raises(InvalidInputError, match="max_tokens or max_count"):
        Limit(None, None)
    with pytest.raises(InvalidInputError, match="token_counter is 'exact'"):
        Limit(1, None, "exact")
