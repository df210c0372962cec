from stepgraph.channels import MISSING, LastValueAfterFinish, NamedBarrierValueAfterFinish
from stepgraph.channels.after_finish import AfterFinish
from stepgraph.channels.reducer import BinaryOperatorAggregate

last = LastValueAfterFinish(int)
barrier = NamedBarrierValueAfterFinish(str, {"a", "b"})


def test_a_value_shows_once_nothing_is_left_to_run():
    value = last.fold(MISSING, [1, 2])
    assert last.read(value) is MISSING
    assert last.read(last.finish(value)) == 2


def test_a_later_write_hides_it_again():
    value = last.fold(last.finish(last.fold(MISSING, [1])), [2])
    assert last.read(value) is MISSING
    assert last.read(last.finish(value)) == 2


def test_several_may_write_in_one_superstep():
    assert not last.exclusive
    assert last.after_finish


def test_a_barrier_shows_only_if_it_was_complete_at_the_end():
    half = barrier.finish(barrier.fold(MISSING, ["a"]))
    assert barrier.read(half) is MISSING
    whole = barrier.fold(half, ["b"])
    assert barrier.read(whole) is MISSING
    assert barrier.read(barrier.finish(whole)) is None


def test_a_barrier_that_has_shown_stays():
    value = barrier.fold(barrier.finish(barrier.fold(MISSING, ["a", "b"])), ["a"])
    assert barrier.read(value) is None


def test_any_channel_can_be_made_to_wait():
    late = AfterFinish(BinaryOperatorAggregate(list, lambda a, b: a + b))
    value = late.fold(late.fold(late.initial(), [[1]]), [[2]])
    assert late.read(value) is MISSING
    assert late.read(late.finish(value)) == [1, 2]


def test_equal_channels_inside_are_one_rule():
    assert last == LastValueAfterFinish(str)
    assert barrier == NamedBarrierValueAfterFinish(str, ["b", "a"])
    assert barrier != NamedBarrierValueAfterFinish(str, ["a"])
