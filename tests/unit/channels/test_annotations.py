from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from operator import add, or_
from typing import Annotated, NotRequired, Required, TypedDict

import pytest
from pydantic import BaseModel, Field

from stepgraph.channels import (
    MISSING,
    AnyValue,
    Barrier,
    BinaryOperatorAggregate,
    Context,
    DeltaChannel,
    EphemeralValue,
    LastValue,
    NamedBarrierValue,
    Topic,
    UntrackedValue,
    channels_of,
)
from stepgraph.errors import GraphDefinitionError


def channel_of(hint):
    return channels_of(type("S", (), {"__annotations__": {"key": hint}}))["key"]


@pytest.mark.parametrize("hint", [int, list[str], int | None, Annotated[int, "a note"]])
def test_a_key_without_a_reducer_keeps_its_last_value(hint):
    assert isinstance(channel_of(hint), LastValue)


@pytest.mark.parametrize("wrapper", [Required, NotRequired])
def test_required_and_not_required_say_nothing_about_folding(wrapper):
    assert isinstance(channel_of(wrapper[int]), LastValue)
    assert isinstance(channel_of(wrapper[Annotated[list, add]]), BinaryOperatorAggregate)


def test_not_required_inside_annotated_keeps_the_reducer():
    assert channel_of(Annotated[NotRequired[list], add]).fold([1], [[2]]) == [1, 2]


@pytest.mark.parametrize(
    ("hint", "initial"),
    [
        (Annotated[list, add], []),
        (Annotated[list[str], add], []),
        (Annotated[int, add], 0),
        (Annotated[str, add], ""),
        (Annotated[Sequence[str], add], []),
        (Annotated[AbstractSet[str], or_], set()),
        (Annotated[Mapping[str, int], or_], {}),
        (Annotated[int | None, add], MISSING),
    ],
)
def test_a_reducer_starts_from_what_its_type_makes(hint, initial):
    assert channel_of(hint).initial() == initial


@pytest.mark.parametrize(("builtin", "folded"), [(max, 5), (min, 1)])
def test_a_builtin_without_a_signature_is_a_reducer(builtin, folded):
    assert channel_of(Annotated[int, builtin]).fold(3, [1, 5]) == folded


@pytest.mark.parametrize("wrong", [lambda a: a, lambda a, b, c: a, lambda *a: a])
def test_a_reducer_that_does_not_take_two_arguments_is_refused(wrong):
    with pytest.raises(GraphDefinitionError, match="does not take two arguments"):
        channel_of(Annotated[int, wrong])


def test_a_channel_in_the_annotation_is_that_channel():
    barrier = Barrier(["a"])
    assert channel_of(Annotated[list, barrier]) is barrier


def test_annotations_that_cannot_be_resolved_name_the_schema_and_the_fix():
    with pytest.raises(GraphDefinitionError, match=r"'?Missing'? is not defined.*module level"):
        channel_of("Missing")


def test_inherited_keys_and_other_classes_count_too():
    class Base(TypedDict):
        a: int

    class Derived(Base):
        b: Annotated[list, add]

    @dataclass
    class Plain:
        c: int = 0

    assert list(channels_of(Derived)) == ["a", "b"]
    assert list(channels_of(Plain)) == ["c"]


def test_a_union_makes_no_first_value_so_that_the_first_write_is_one():
    channel = channel_of(Annotated[list | None, add])
    assert channel.initial() is MISSING
    assert channel.fold(MISSING, [[1], [2]]) == [1, 2]


@pytest.mark.parametrize("cls", [AnyValue, EphemeralValue, UntrackedValue, Topic, Context])
def test_a_channel_class_stands_for_one_of_the_type_beside_it(cls):
    channel = channel_of(Annotated[int, cls, "a note"])
    assert channel == cls(int)


def test_a_class_that_needs_more_than_a_type_names_its_key():
    with pytest.raises(GraphDefinitionError, match=r"'key'.*class NamedBarrierValue.*instance"):
        channel_of(Annotated[str, NamedBarrierValue])


def test_a_channel_comes_before_a_reducer():
    assert channel_of(Annotated[list, Topic(int), add]) == Topic(int)


def test_a_note_after_the_reducer_changes_nothing():
    assert channel_of(Annotated[list, add, "a note"]).fold([1], [[2]]) == [1, 2]
    assert channel_of(Annotated[Annotated[list, add], "a note", 3]).fold([1], [[2]]) == [1, 2]


def test_the_last_of_two_reducers_decides():
    assert channel_of(Annotated[int, add, max]).fold(1, [5]) == 5


def test_a_delta_channel_takes_the_type_beside_it():
    assert channel_of(Annotated[dict, DeltaChannel(lambda value, writes: value)]).initial() == {}


def test_what_is_wrong_is_said_of_all_keys_at_once():
    class Wrong(TypedDict):
        a: Annotated[int, lambda a: a]
        b: Annotated[str, NamedBarrierValue]
        c: int

    with pytest.raises(GraphDefinitionError) as caught:
        channels_of(Wrong)
    assert caught.value.code == "GRAPH_INVALID"
    assert [key for key in "abc" if f"key {key!r}" in str(caught.value).lower()] == ["a", "b"]


def test_a_class_without_a_signature_is_no_reducer():
    with pytest.raises(GraphDefinitionError, match="does not take two arguments"):
        channel_of(Annotated[int, int])


def test_a_pydantic_model_has_its_fields_for_keys():
    class Model(BaseModel):
        a: Annotated[list[int], add, Field(max_length=9)] = []
        b: int = 0

    channels = channels_of(Model)
    assert list(channels) == ["a", "b"]
    assert channels["a"].fold([1], [[2]]) == [1, 2]
