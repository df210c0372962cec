import copy

import pytest

from stepgraph.channels import MISSING, AnyValue, BaseChannel, Channel, LastValue
from stepgraph.errors import GraphDefinitionError


def test_missing_is_itself_in_every_copy():
    assert copy.deepcopy(MISSING) is MISSING
    assert repr(MISSING) == "MISSING"


class Longest(Channel):
    def fold(self, value, writes):
        return max([*writes, "" if value is MISSING else value], key=len)


def test_a_channel_of_ones_own_needs_no_more_than_a_fold():
    channel = Longest()
    assert channel.initial() is MISSING
    assert channel.fold(channel.initial(), ["a", "abc", "ab"]) == "abc"
    assert channel.read("abc") == channel.finish("abc") == "abc"
    assert channel.of_type(str) is channel
    hooks = ("exclusive", "fleeting", "hidden", "after_finish", "inherited")
    assert not any(getattr(channel, hook) for hook in hooks)
    assert channel.tracked


def test_a_channel_that_keeps_its_value_is_refused_with_the_way_out():
    with pytest.raises(
        GraphDefinitionError, match=r"'Box' has an update.*write fold\(value, writes"
    ):

        class Box(Channel):
            def update(self, values):
                return True


def test_a_rule_may_have_a_method_called_update():
    class Fine(LastValue):
        def update(self):
            return None

    assert Fine().fold(1, [2]) == 2


def test_channels_of_one_class_are_one_rule_unless_they_say_otherwise():
    assert Longest() == Longest()
    assert LastValue(int) == LastValue(str)
    assert LastValue() != AnyValue()
    assert LastValue() != "last"
    assert len({LastValue(int), LastValue(str), AnyValue()}) == 2


def test_langgraphs_name_for_it_is_there():
    assert BaseChannel is Channel
