import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepgraph.errors import InvalidInputError
from stepgraph.message.trim import without_orphans
from tests.unit.message.strategies import talks
from tests.unit.message.untyped import (
    AIMessage,
    HumanMessage,
    SystemMessage,
    ToolMessage,
    trim_messages,
)

SYSTEM = SystemMessage("be brief")


def calling(*call_ids):
    return AIMessage("", tool_calls=[{"name": "f", "args": {}, "id": i} for i in call_ids])


def answer(call_id):
    return ToolMessage("done", tool_call_id=call_id)


ASKED = HumanMessage("first")
CALLED = calling("1", "2")
ONE, TWO = answer("1"), answer("2")
SAID = AIMessage("so it is")
NEXT = HumanMessage("second")
TALK = [SYSTEM, ASKED, CALLED, ONE, TWO, SAID, NEXT]

limits = st.integers(0, 8)
starts = st.sampled_from([None, "human", "ai", ("human", "tool"), HumanMessage])
strategies = st.sampled_from(["last", "first"])


@given(talks, limits, strategies, starts, starts, st.booleans())
def test_no_answer_ever_comes_without_its_call(messages, limit, strategy, start, end, system):
    kept = trim_messages(
        messages, max_count=limit, strategy=strategy, start_on=start, end_on=end,
        include_system=system,
    )  # fmt: skip
    assert without_orphans(kept) == kept


@given(talks, limits, strategies)
def test_a_call_that_is_kept_keeps_all_its_answers(messages, limit, strategy):
    kept = trim_messages(messages, max_count=limit, strategy=strategy, start_on=None)
    for caller, answers in answered(without_orphans(messages)):
        if any(message is caller for message in kept):
            assert all(any(message is answer for message in kept) for answer in answers)


def answered(messages):
    """Each message that calls tools, with the answers up to the next that makes the same call."""
    callers: dict = {}
    found: dict = {}
    for message in messages:
        if message.type == "tool":
            found[id(callers[message.tool_call_id])][1].append(message)
        elif message.type == "ai":
            found[id(message)] = (message, [])
            callers.update({call["id"]: message for call in message.tool_calls})
    return found.values()


@given(talks, limits, starts)
def test_what_is_kept_is_the_opening_and_the_end(messages, limit, start):
    kept = trim_messages(messages, max_count=limit, start_on=start)
    whole = without_orphans(messages)
    opening = 0
    while opening < len(whole) and whole[opening].type == "system":
        opening += 1
    assert kept[:opening] == whole[:opening]
    rest = kept[opening:]
    assert rest == (whole[-len(rest) :] if rest else [])
    assert len(kept) <= max(limit, opening)


@given(talks, limits)
def test_the_first_strategy_keeps_a_beginning(messages, limit):
    kept = trim_messages(messages, max_count=limit, strategy="first")
    assert kept == without_orphans(messages)[: len(kept)]
    assert len(kept) <= limit


@given(talks)
def test_what_fits_and_starts_right_is_kept_whole(messages):
    assert trim_messages(messages, max_count=100, start_on=None) == without_orphans(messages)


def test_the_newest_turn_that_fits_is_kept_with_the_system_message():
    assert trim_messages(TALK, max_count=6) == [SYSTEM, NEXT]
    assert trim_messages(TALK, max_count=7) == TALK


def test_a_call_and_all_its_answers_stay_together():
    kept = [trim_messages(TALK, max_count=n, start_on=None)[1:] for n in (3, 4, 5, 6)]
    assert kept == [[SAID, NEXT], [SAID, NEXT], [SAID, NEXT], [CALLED, ONE, TWO, SAID, NEXT]]


def test_the_first_strategy_does_not_end_between_a_call_and_its_answers():
    kept = [trim_messages(TALK, max_count=n, strategy="first") for n in (2, 3, 4, 5)]
    assert kept == [TALK[:2], TALK[:2], TALK[:2], TALK[:5]]


def test_the_end_can_be_asked_for():
    assert trim_messages(TALK, max_count=9, end_on="tool") == [SYSTEM, ASKED, CALLED, ONE, TWO]
    assert trim_messages(TALK, max_count=9, end_on=("human", AIMessage)) == TALK
    assert trim_messages(TALK, max_count=6, strategy="first", end_on="human") == [SYSTEM, ASKED]


def test_the_system_message_can_be_left_out():
    assert trim_messages(TALK, max_count=6, include_system=False) == [
        ASKED, CALLED, ONE, TWO, SAID, NEXT,
    ]  # fmt: skip


def test_where_no_turn_fits_only_the_system_message_is_left():
    assert trim_messages(TALK, max_count=1) == [SYSTEM]
    assert trim_messages([NEXT], max_tokens=0) == []


def test_tokens_are_counted_with_the_counter_given():
    def ten_each(messages):
        return 10 * len(messages)

    assert trim_messages(TALK, max_tokens=20, token_counter=ten_each) == [SYSTEM, NEXT]
    assert trim_messages(TALK, max_tokens=2, token_counter=len) == [SYSTEM, NEXT]
    assert trim_messages(TALK, max_tokens=1000) == TALK


def test_whatever_reads_as_a_message_can_be_trimmed():
    assert trim_messages(["a", ("ai", "b")], max_count=2) == [HumanMessage("a"), AIMessage("b")]


def test_a_strategy_that_is_not_there_is_refused():
    with pytest.raises(InvalidInputError, match="strategy is 'middle'"):
        trim_messages(TALK, max_count=1, strategy="middle")
