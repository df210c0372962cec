"""One of each rule, with values and writes that fit it."""

from __future__ import annotations

from collections.abc import Sequence
from operator import add, or_
from typing import Any, NamedTuple

from hypothesis import strategies as st

from stepgraph.channels import (
    AnyValue,
    Barrier,
    BinaryOperatorAggregate,
    Channel,
    Context,
    DeltaChannel,
    EphemeralValue,
    LastValue,
    LastValueAfterFinish,
    NamedBarrierValue,
    NamedBarrierValueAfterFinish,
    Topic,
    UntrackedValue,
)


class Kind(NamedTuple):
    """A rule, and what nodes write to it."""

    channel: Channel
    writes: st.SearchStrategy[Any]


def extending(value: list[Any], write: list[Any]) -> list[Any]:
    """A reducer that changes the value in place, as many do."""
    value.extend(write)
    return value


def flattening(value: list[Any], writes: Sequence[list[Any]]) -> list[Any]:
    """A reducer of a whole batch that changes the value in place."""
    for write in writes:
        value.extend(write)
    return value


lists = st.lists(st.integers(0, 9), max_size=3)
names = st.sampled_from("ab")
numbers = st.integers(0, 9)

KINDS = {
    "last": Kind(LastValue(), numbers),
    "any": Kind(AnyValue(int), numbers),
    "ephemeral": Kind(EphemeralValue(int, guard=False), numbers),
    "untracked": Kind(UntrackedValue(int, guard=False), numbers),
    "topic that accumulates": Kind(Topic(int, accumulate=True), lists | numbers),
    "list": Kind(BinaryOperatorAggregate(list, add), lists),
    "sum": Kind(BinaryOperatorAggregate(int, add), numbers),
    "dict": Kind(BinaryOperatorAggregate(dict, or_), st.dictionaries(names, numbers)),
    "in place": Kind(BinaryOperatorAggregate(list, extending), lists),
    "without a first value": Kind(BinaryOperatorAggregate(list[int] | None, extending), lists),
    "delta": Kind(DeltaChannel(flattening), lists),
    "barrier": Kind(Barrier("ab"), names),
    "named barrier": Kind(NamedBarrierValue(str, "ab"), names),
    "last, after finish": Kind(LastValueAfterFinish(int), numbers),
    "barrier, after finish": Kind(NamedBarrierValueAfterFinish(str, "ab"), names),
    "context": Kind(Context(BinaryOperatorAggregate(list, extending)), lists),
}
