from collections.abc import Mapping, Sequence

import pytest

from stepgraph.channels import MISSING, DeltaChannel
from stepgraph.errors import GraphDefinitionError
from stepgraph.types import Overwrite


def join(value, writes):
    return [*value, *(item for write in writes for item in write)]


def merge(value, writes):
    return {key: item for part in (value, *writes) for key, item in part.items()}


def test_the_reducer_gets_all_writes_of_a_superstep_in_one_call():
    batches = []
    DeltaChannel(lambda value, writes: batches.append(writes)).fold([], [[1], [2]])
    assert batches == [[[1], [2]]]


def test_without_writes_the_reducer_is_not_called():
    assert DeltaChannel(lambda value, writes: 1 / 0).fold([1], []) == [1]


@pytest.mark.parametrize(
    ("typ", "initial"), [(None, []), (list[int], []), (Mapping, {}), (Sequence[str], [])]
)
def test_it_starts_from_what_its_type_makes(typ, initial):
    channel = DeltaChannel(join, typ)
    assert channel.initial() == initial
    assert channel.fold(MISSING, []) is MISSING


def test_beside_a_type_in_an_annotation_it_starts_from_that():
    channel = DeltaChannel(merge, snapshot_frequency=7).of_type(dict[str, int])
    assert channel.fold(MISSING, [{"a": 1}, {"b": 2}]) == {"a": 1, "b": 2}
    assert channel.snapshot_frequency == 7


def test_an_overwrite_replaces_and_one_with_none_empties():
    assert DeltaChannel(join).fold([1], [[2], Overwrite([3]), [4]]) == [3]
    assert DeltaChannel(join).fold([1], [Overwrite(None)]) == []


@pytest.mark.parametrize("frequency", [0, -1])
def test_a_frequency_below_one_is_refused(frequency):
    with pytest.raises(GraphDefinitionError, match="snapshot_frequency is"):
        DeltaChannel(join, snapshot_frequency=frequency)


def test_equal_reducers_and_frequencies_are_one_rule():
    assert DeltaChannel(join) == DeltaChannel(join, list)
    assert DeltaChannel(join) != DeltaChannel(merge)
    assert DeltaChannel(join) != DeltaChannel(join, snapshot_frequency=1)


def test_a_reducer_may_change_what_it_is_given_and_nobody_else_sees_it():
    def into_the_first(value, writes):
        writes[0].extend(value)
        return writes[0]

    value, writes = [1], [[2]]
    assert DeltaChannel(into_the_first).fold(value, writes) == [2, 1]
    assert (value, writes) == ([1], [[2]])
