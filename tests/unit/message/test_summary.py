import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from stepgraph.errors import InvalidMessageError
from stepgraph.message import plan_summary
from stepgraph.message.summary import is_summary
from stepgraph.message.trim import without_orphans
from tests.unit.message.strategies import talks
from tests.unit.message.untyped import (
    AIMessage,
    HumanMessage,
    SystemMessage,
    ToolMessage,
    add_messages,
)

SYSTEM = SystemMessage("be brief", id="s")


def turns(first, last):
    return [
        message
        for n in range(first, last)
        for message in (HumanMessage(f"q{n}", id=f"q{n}"), AIMessage(f"a{n}", id=f"a{n}"))
    ]


@given(talks, st.integers(0, 6))
def test_after_the_update_the_summary_stands_before_what_was_kept(messages, limit):
    plan = plan_summary(messages, max_count=limit, start_on=None)
    assume(plan)
    after = add_messages(messages, plan.update("short"))
    place = next(n for n, message in enumerate(after) if is_summary(message))
    assert [*after[:place], *after[place + 1 :]] == list(plan.kept)
    assert {message.type for message in after[:place]} <= {"system"}


@given(talks, st.integers(0, 6))
def test_what_is_summarised_and_what_is_kept_is_everything(messages, limit):
    plan = plan_summary(messages, max_count=limit)
    assert sorted([*plan.to_summarize, *plan.kept], key=messages.index) == messages


@given(talks, st.integers(0, 6))
def test_what_is_kept_has_no_answer_without_its_call(messages, limit):
    whole = without_orphans(messages)
    kept = list(plan_summary(whole, max_count=limit, start_on=None).kept)
    assert without_orphans(kept) == kept


def test_a_conversation_within_its_limit_needs_no_summary():
    plan = plan_summary(turns(0, 2), max_count=4)
    assert not plan
    assert plan.kept == tuple(turns(0, 2))
    assert plan.update("unused") == []


def test_the_oldest_turns_are_summarised_and_the_system_message_stays():
    messages = [SYSTEM, *turns(0, 4)]
    plan = plan_summary(messages, max_count=8)
    assert plan.to_summarize == tuple(turns(0, 2))
    after = add_messages(messages, plan.update("short"))
    assert [message.text for message in after] == ["be brief", "short", "q2", "a2", "q3", "a3"]
    assert is_summary(after[1])


def test_a_summary_is_summarised_again_with_what_came_after_it():
    after = add_messages(turns(0, 4), plan_summary(turns(0, 4), max_count=6).update("one"))
    plan = plan_summary([*after, *turns(4, 6)], max_count=6)
    assert plan.to_summarize[0].text == "one"
    again = add_messages([*after, *turns(4, 6)], plan.update("two"))
    assert [message.text for message in again if is_summary(message)] == ["two"]


def test_the_last_turn_always_stays_and_a_summary_alone_is_not_summarised():
    long = HumanMessage("x" * 1000, id="long")
    plan = plan_summary([*turns(0, 1), long], max_tokens=10)
    assert plan.kept == (long,)
    after = add_messages([*turns(0, 1), long], plan.update("short"))
    assert not plan_summary(after, max_tokens=10)


def test_how_much_stays_can_be_asked_for():
    plan = plan_summary(turns(0, 5), max_count=9, keep_count=2)
    assert plan.kept == tuple(turns(4, 5))
    plan = plan_summary(turns(0, 5), max_tokens=5, keep_tokens=4, token_counter=len)
    assert plan.kept == tuple(turns(3, 5))


def test_where_no_turn_begins_everything_is_summarised():
    messages = [AIMessage(str(n), id=str(n)) for n in range(3)]
    assert plan_summary(messages, max_count=2).kept == ()


def test_a_call_is_not_parted_from_its_answer():
    call = AIMessage("", id="c", tool_calls=[{"name": "f", "args": {}, "id": "1"}])
    messages = [HumanMessage("q", id="q"), call, ToolMessage("r", id="r", tool_call_id="1")]
    plan = plan_summary(messages, max_count=2, keep_count=1, start_on=None)
    assert plan.kept in ((call, messages[2]), ())


def test_messages_that_are_in_no_state_cannot_be_removed():
    with pytest.raises(InvalidMessageError, match="human message to summarise has no id"):
        plan_summary([HumanMessage("a"), HumanMessage("b")], max_count=1).update("short")
