"""What holds of every rule, whatever it folds."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepgraph.channels import MISSING, Topic
from stepgraph.types import Overwrite
from tests.unit.channels.kinds import KINDS

every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


def some(kind, at_least=0):
    return st.lists(kind.writes, min_size=at_least, max_size=4)


@every_kind
@given(data=st.data())
def test_folding_writes_at_once_or_in_two_parts_is_the_same(kind, data):
    channel = kind.channel
    first, second = data.draw(some(kind)), data.draw(some(kind))
    at_once = channel.fold(channel.initial(), first + second)
    assert channel.fold(channel.fold(channel.initial(), first), second) == at_once


@every_kind
@given(data=st.data())
def test_a_fold_changes_neither_the_value_nor_the_writes(kind, data):
    channel = kind.channel
    value = channel.fold(channel.initial(), data.draw(some(kind)))
    writes = data.draw(some(kind))
    before = copy.deepcopy((value, writes))
    channel.fold(value, writes)
    assert (value, writes) == before


@every_kind
@given(data=st.data())
def test_the_same_writes_give_the_same_value_again(kind, data):
    channel, writes = kind.channel, data.draw(some(kind))
    once = copy.deepcopy(channel.fold(channel.initial(), writes))
    assert channel.fold(channel.initial(), writes) == once


@every_kind
@given(data=st.data())
def test_no_write_changes_nothing(kind, data):
    channel = kind.channel
    value = channel.fold(channel.initial(), data.draw(some(kind, 1)))
    assert channel.fold(value, []) == value


@every_kind
@given(data=st.data())
def test_a_value_from_one_thread_is_never_part_of_another(kind, data):
    channel, writes = kind.channel, data.draw(some(kind, 1))
    alone = copy.deepcopy(channel.fold(channel.initial(), writes))
    channel.fold(channel.fold(channel.initial(), writes), writes)
    assert channel.fold(channel.initial(), writes) == alone


REPLACED = ("last", "any", "ephemeral", "untracked", "list", "in place", "delta", "context")


@pytest.mark.parametrize("name", REPLACED)
@given(data=st.data())
def test_an_overwrite_leaves_nothing_of_what_was_before(name, data):
    channel, writes = KINDS[name]
    value = channel.fold(channel.initial(), data.draw(some(KINDS[name])))
    wanted = data.draw(writes)
    assert channel.fold(value, [Overwrite(wanted)]) == wanted


@given(st.lists(st.lists(st.integers()) | st.integers()), st.lists(st.integers()))
def test_a_topic_that_does_not_accumulate_forgets_the_superstep_before(before, now):
    topic = Topic(int)
    assert topic.fold(topic.fold(MISSING, before), now) == (now or MISSING)
