import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepgraph.checkpoint.log import ThreadLog
from stepgraph.checkpoint.memory import InMemorySaver
from stepgraph.checkpoint.snapshot import WORTH_MEASURING_BYTES, decide
from stepgraph.engine import TaskResult
from tests.unit.graphs import chain

SMALL = {"a": 1}


@pytest.mark.parametrize("since", [0, 1, WORTH_MEASURING_BYTES - 1])
def test_few_bytes_are_never_worth_a_snapshot(since):
    assert decide(SMALL, since, 0) == (None, since, 0)


def test_deltas_that_outweigh_the_state_make_a_snapshot_and_start_again():
    decision = decide(SMALL, WORTH_MEASURING_BYTES, 0)
    assert decision.snapshot == SMALL
    assert decision.since == 0


def test_a_state_that_outweighs_its_deltas_is_not_measured_again_until_they_have_doubled():
    state = {"a": "x" * 50_000}
    decision = decide(state, 20_000, 0)
    assert decision.snapshot is None
    assert decision.since == 20_000
    assert decision.due > 2 * 50_000
    unmeasurable = {"a": object()}
    assert decide(unmeasurable, decision.due - 1, decision.due).snapshot is None


@given(st.lists(st.integers(1, 30_000), max_size=40), st.integers(0, 100_000))
def test_bytes_since_the_last_snapshot_are_bounded_by_the_state(writes, size):
    state = {"a": "x" * size}
    since = due = 0
    for written in writes:
        decision = decide(state, since + written, due)
        since, due = decision.since, decision.due
        assert since <= max(2 * (size + 8), WORTH_MEASURING_BYTES)


@pytest.mark.parametrize("size", [20, 200, 2_000])
def test_a_state_that_only_grows_is_never_written_again(size):
    log, spec = ThreadLog(InMemorySaver(), "grows"), chain("a").compile().spec
    head = log.begin(spec, log.load(spec), {"log": []}, "run", {})
    for number in range(600):
        result = TaskResult("N:a", "a", (("log", [f"{number:0{size}d}"]),), ("a",))
        head = log.commit(spec, head, [result])
    assert [stage.entry.seq for stage in head.stages if stage.entry.snapshot is not None] == []
