from operator import add
from typing import Annotated, TypedDict

import pytest

from stepgraph.channels import (
    MISSING,
    BinaryOperatorAggregate,
    Context,
    DeltaChannel,
    EphemeralValue,
    LastValue,
    LastValueAfterFinish,
    NamedBarrierValue,
    Topic,
    UntrackedValue,
    channels_of,
)
from stepgraph.channels.context import handed_down, inherited_by, without_inherited
from stepgraph.types import Overwrite


class Parent(TypedDict, total=False):
    user: Annotated[str, Context]
    trail: Annotated[list, Context(BinaryOperatorAggregate(list, add))]
    private: int


class Child(TypedDict, total=False):
    user: Annotated[str, Context]
    trail: Annotated[list, Context(BinaryOperatorAggregate(list, add))]
    answer: int


PARENT, CHILD = channels_of(Parent), channels_of(Child)


def begun(channels, writes):
    return {key: channels[key].fold(channels[key].initial(), [new]) for key, new in writes.items()}


def test_a_subgraph_begins_with_the_values_of_its_parent():
    from_above = handed_down(PARENT, {"user": "ada", "trail": [1], "private": 2})
    assert from_above == {"user": "ada", "trail": [1]}
    assert begun(CHILD, inherited_by(CHILD, from_above)) == from_above


def test_a_subgraph_that_remembers_begins_each_call_with_what_its_parent_has_then():
    seed = inherited_by(CHILD, {"trail": [1]})["trail"]
    assert CHILD["trail"].fold([7, 8], [seed]) == [1]


def test_what_a_subgraph_writes_stays_in_it():
    parent = {"trail": [1]}
    child = begun(CHILD, inherited_by(CHILD, handed_down(PARENT, parent)))
    child["trail"] = CHILD["trail"].fold(child["trail"], [[2]])
    assert (parent, child) == ({"trail": [1]}, {"trail": [1, 2]})
    assert without_inherited(CHILD, {**child, "answer": 3, "more": 4}) == {"answer": 3, "more": 4}


def test_a_graph_in_between_need_not_have_the_key():
    between = handed_down({"other": LastValue()}, {"other": 1}, {"user": "ada"})
    assert inherited_by(CHILD, between) == {"user": Overwrite("ada")}


def test_the_nearest_value_comes_first():
    assert handed_down(CHILD, {"user": "bob"}, {"user": "ada", "x": 1}) == {"user": "bob", "x": 1}


def test_what_the_parent_does_not_show_is_not_handed_down():
    channels = {"late": Context(LastValueAfterFinish(int))}
    hidden = channels["late"].fold(MISSING, [1])
    assert handed_down(channels, {"late": hidden}) == {}
    assert handed_down(channels, {"late": channels["late"].finish(hidden)}) == {"late": 1}


@pytest.mark.parametrize(
    "inner",
    [
        LastValue(),
        EphemeralValue(int),
        EphemeralValue(int, guard=False),
        UntrackedValue(int),
        Topic(int),
        Topic(int, accumulate=True),
        LastValueAfterFinish(int),
        NamedBarrierValue(int, {1}),
    ],
    ids=lambda inner: type(inner).__name__,
)
def test_it_does_what_the_channel_inside_does(inner):
    outer = Context(inner)
    for hook in ("exclusive", "fleeting", "tracked", "hidden", "after_finish"):
        assert getattr(outer, hook) == getattr(inner, hook)
    assert outer.initial() == inner.initial()
    value = outer.fold(outer.initial(), [1])
    assert value == inner.fold(inner.initial(), [1])
    assert outer.read(value) == inner.read(value)
    assert outer.inherited
    assert not inner.inherited


@pytest.mark.parametrize("made", [Context(), Context(str), Context(LastValue)])
def test_a_type_or_a_class_stands_for_a_channel_inside(made):
    assert made.inner == LastValue()
    assert made == Context(LastValue())
    assert made != Context(Topic(str))


def test_the_type_beside_it_reaches_the_channel_inside():
    channel = Context(DeltaChannel(lambda value, writes: value)).of_type(dict)
    assert channel.initial() == {}
