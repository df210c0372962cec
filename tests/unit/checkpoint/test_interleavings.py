"""The log as a model: whatever two writers do, what can be read is a fold of what was told."""

import contextlib

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from stepgraph.checkpoint.memory import InMemorySaver
from stepgraph.engine import TaskResult, plan
from stepgraph.errors import StaleThreadError
from tests.unit.graphs import Watched, begin, log_of, nodes, side_by_side, spec_of, superstep

WRITERS = ("one", "two")


def forever(_state):
    return "a"


LOOP = spec_of(
    nodes("a").add_edge("__start__", "a").add_conditional_edges("a", forever, {"a": "a"})
)


class TwoWriters(RuleBasedStateMachine):
    """Runs that begin, resume and commit in any order, over a network that fails."""

    def __init__(self):
        super().__init__()
        self.table = InMemorySaver()
        self.network = Watched(self.table)
        self.log = log_of(self.network)
        self.heads = {}
        self.told = []
        self.runs = 0

    def write(self, who, append):
        """Append, and say whether that was acknowledged; a stale writer has nothing left."""
        try:
            self.heads[who] = append()
        except StaleThreadError:
            self.heads.pop(who, None)
        return who in self.heads

    @rule(who=st.sampled_from(WRITERS))
    def begins(self, who):
        self.runs += 1
        word = f"{who} begins {self.runs}"
        loaded = self.log.load(LOOP)
        input = {"log": [word]}
        if self.write(who, lambda: self.log.begin(LOOP, loaded, input, str(self.runs), {})):
            self.told.append(word)

    @precondition(lambda self: self.told)
    @rule(who=st.sampled_from(WRITERS))
    def resumes(self, who):
        self.runs += 1
        loaded = self.log.load(LOOP)
        self.write(who, lambda: self.log.resume(LOOP, loaded, [], str(self.runs), {}))

    @rule(who=st.sampled_from(WRITERS), loses_response=st.booleans())
    def commits(self, who, loses_response):
        head = self.heads.get(who)
        if head is None:
            return
        word = f"{who} at {head.position} of {head.run}"
        (task,) = plan(LOOP, head.checkpoint)
        result = TaskResult(task.ref.path, "a", (("log", [word]),), ("a",))
        self.network.loses_response = loses_response
        committed = self.write(who, lambda: self.log.commit(LOOP, head, [result]))
        self.network.loses_response = False
        if committed:
            self.told.append(word)

    @invariant()
    def every_readable_state_is_a_fold_of_a_prefix_of_what_was_told(self):
        log = log_of(self.table)
        stages = log.history(LOOP).stages
        told = [list(stage.checkpoint.values["log"]) for stage in stages]
        assert told == [self.told[: length + 1] for length in range(len(self.told))]
        assert log.load(LOOP).checkpoint.values.get("log", []) == self.told

    @invariant()
    def at_most_one_writer_could_append(self):
        head = log_of(self.table).load(LOOP)
        owners = [one for one in self.heads.values() if one.position == head.position]
        assert len({one.run for one in owners}) <= 1


TwoWriters.TestCase.settings = settings(deadline=None, max_examples=50, stateful_step_count=20)
test_two_writers_in_any_order = TwoWriters.TestCase


PAIR = spec_of(side_by_side("a", "b"))
CLAIM = 2
RUN_CALLS = ["get", "query", "transaction of 2", "write", "write", "transaction of 2"]


def a_run_of_a_pair(log, run):
    """Begin, two task writes, commit; the words that were acknowledged."""
    told = []
    with contextlib.suppress(StaleThreadError):
        head = begin(PAIR, log, {"log": [run]}, run)
        told.append(run)
        superstep(PAIR, log, head)
        told += ["a", "b"]
    return told


@pytest.mark.parametrize("point", range(len(RUN_CALLS)))
def test_a_rival_that_steps_in_before_any_request_of_a_fan_loses_nothing(point):
    table = InMemorySaver()
    first = a_run_of_a_pair(log_of(table), "first")
    rival = []

    def step_in(call):
        if call == point:
            rival.extend(a_run_of_a_pair(log_of(table), "rival"))

    watched = Watched(table)
    watched.before = step_in
    told = a_run_of_a_pair(log_of(watched), "run")

    assert watched.calls[: point + 1] == RUN_CALLS[: point + 1]
    assert rival == ["rival", "a", "b"], "who comes last is never disturbed"
    if point < CLAIM:
        acknowledged = first + rival + ["run", "a", "b"]
    elif point == CLAIM:
        acknowledged = first + rival
    else:
        acknowledged = [*first, "run", *rival]
    assert len(acknowledged) == len(first + told + rival)
    for head in (log_of(table).history(PAIR), log_of(table).load(PAIR)):
        assert head.checkpoint.values["log"] == acknowledged
