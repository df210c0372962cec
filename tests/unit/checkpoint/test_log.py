"""One contract for the log, on every table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepgraph.checkpoint.answers import answers_for, open_questions
from stepgraph.checkpoint.log import ThreadLog
from stepgraph.checkpoint.memory import InMemorySaver
from stepgraph.checkpoint.records import Answer
from stepgraph.engine import TaskResult
from stepgraph.errors import DamagedItemError, StaleThreadError, ThreadNotFoundError
from stepgraph.types import interrupt
from tests.unit.graphs import (
    NOW,
    Watched,
    begin,
    chain,
    fan,
    items_of,
    log_of,
    run_tasks,
    run_to_end,
    side_by_side,
    spec_of,
    superstep,
)

TWO = spec_of(chain("a", "b"))
PAIR = spec_of(side_by_side("a", "b"))
ASKS = spec_of(chain("a", a=lambda _: {"log": [interrupt("one?"), interrupt("two?")]}))


@pytest.fixture
def log(table, thread):
    return log_of(table, thread)


def shown(head):
    """What a reader sees of a thread, the newest last."""
    return [
        (stage.entry, stage.checkpoint, stage.results, stage.run, stage.config)
        for stage in head.stages
    ]


# Beginning, committing, ending


def test_a_thread_without_a_log_is_empty_and_has_no_meta(log):
    head = log.load(TWO)
    assert (head.stages, head.meta, head.position, head.run) == ((), None, 0, "")
    with pytest.raises(ThreadNotFoundError, match=log.thread):
        log.meta()


def test_creating_a_thread_twice_keeps_the_first(log):
    first = log.create({"owner": "me"})
    assert log.create({"owner": "you"}) == first == log.meta()
    assert (first.status, first.metadata) == ("idle", '{"owner": "me"}')


def test_a_run_on_a_created_thread_keeps_its_metadata_and_incarnation(log):
    created = log.create({"owner": "me"})
    begin(TWO, log)
    meta = log.meta()
    assert (meta.incarnation, meta.metadata) == (created.incarnation, created.metadata)
    assert (meta.status, meta.run, meta.graph, meta.seq) == ("busy", "run", "tiny", 1)


def test_what_the_writer_holds_is_what_a_reader_loads(log):
    head = begin(TWO, log)
    while head.checkpoint.next:
        assert shown(log.history(TWO)) == shown(head)
        head = superstep(TWO, log, head)
    assert shown(log.history(TWO)) == shown(head)
    assert shown(log.load(TWO)) == shown(head)
    assert head.checkpoint.values == {"value": 0, "log": ["a", "b"]}


def test_what_the_writer_of_a_fan_holds_is_what_a_reader_loads(log):
    spec = spec_of(fan(lambda n: {"log": [n]}))
    head = run_to_end(spec, log, begin(spec, log))
    assert shown(log.history(spec)) == shown(head)
    assert head.checkpoint.values["log"] == ["split", 0, 1, 2, "join"]


def test_the_status_follows_the_run(log):
    head = begin(TWO, log)
    assert log.meta().status == "busy"
    head = superstep(TWO, log, head)
    assert log.meta().status == "busy"
    superstep(TWO, log, head)
    assert (log.meta().status, log.meta().seq) == ("idle", 3)


@pytest.mark.parametrize("status", ["interrupted", "error"])
def test_closing_sets_the_status_and_leaves_the_tasks(log, status):
    head = begin(TWO, log)
    log.close(head, status)
    assert log.meta().status == status
    assert [ref.node for ref in log.load(TWO).checkpoint.next] == ["a"]


def test_positions_steps_and_parents_count_up(log):
    head = run_to_end(TWO, log, begin(TWO, log))
    head = run_to_end(TWO, log, begin(TWO, log, run="second"))
    entries = [stage.entry for stage in head.stages]
    assert [entry.seq for entry in entries] == [1, 2, 3, 4, 5, 6]
    assert [entry.parent for entry in entries] == [0, 1, 2, 3, 4, 5]
    assert [entry.step for entry in entries] == [0, 1, 2, 4, 5, 6]
    assert [entry.run for entry in entries] == ["run"] * 3 + ["second"] * 3


def test_a_log_of_another_tenant_is_another_log(table, thread):
    mine, yours = (ThreadLog(table, thread, tenant=tenant) for tenant in ("me", "you"))
    begin(TWO, mine)
    assert yours.load(TWO).stages == ()


# The position is the lock


def test_of_two_heads_that_append_the_second_is_stale_and_nothing_is_lost(log):
    begin(TWO, log)
    one, other = log.load(TWO), log.load(TWO)
    first = log.begin(TWO, one, {"value": 1}, "one", {})
    with pytest.raises(StaleThreadError, match="taken by another run"):
        log.begin(TWO, other, {"value": 2}, "other", {})
    assert shown(log.load(TWO)) == shown(first)
    assert log.meta().run == "one"


def test_of_two_first_runs_the_second_is_stale(log):
    one, other = log.load(TWO), log.load(TWO)
    log.begin(TWO, one, {"value": 1}, "one", {})
    with pytest.raises(StaleThreadError):
        log.begin(TWO, other, {"value": 2}, "other", {})
    assert log.load(TWO).checkpoint.values["value"] == 1


def test_a_run_that_was_overtaken_can_neither_commit_nor_resume_nor_close(table, log):
    old = begin(TWO, log, run="old")
    new = begin(TWO, log, run="new")
    before = items_of(table, log.thread)
    with pytest.raises(StaleThreadError, match="nothing was lost"):
        superstep(TWO, log, old)
    with pytest.raises(StaleThreadError):
        log.resume(TWO, old, [], "old", {})
    with pytest.raises(StaleThreadError):
        log.close(old, "error")
    assert items_of(table, log.thread) == before
    assert run_to_end(TWO, log, new).run == "new"


def test_a_resume_fences_the_run_before_it(log):
    old = begin(TWO, log, run="old")
    new = log.resume(TWO, log.load(TWO), [], "new", {})
    with pytest.raises(StaleThreadError):
        superstep(TWO, log, old)
    head = run_to_end(TWO, log, new)
    assert shown(log.history(TWO)) == shown(head)
    assert head.checkpoint.values["log"] == ["a", "b"]


APPENDS = {
    "claim": lambda spec, log, _: log.begin(spec, log.load(spec), {"value": 1}, "next", {}),
    "resume": lambda spec, log, _: log.resume(spec, log.load(spec), [], "next", {}),
    "commit": superstep,
}


@pytest.mark.parametrize("append", APPENDS.values(), ids=APPENDS.keys())
@pytest.mark.parametrize("spec", [spec_of(chain("a")), TWO, PAIR], ids=["last", "first", "fan"])
def test_an_append_whose_response_was_lost_has_succeeded(table, thread, spec, append):
    log = log_of(table, thread)
    head = begin(spec, log)
    losing = Watched(table)
    losing.loses_response = True
    after = append(spec, log_of(losing, thread), head)
    assert not losing.loses_response
    assert shown(log.history(spec)) == shown(after)
    run_to_end(spec, log, after)
    assert log.meta().status == "idle"


def test_a_first_claim_whose_response_was_lost_has_succeeded(table, thread):
    losing = Watched(table)
    losing.loses_response = True
    head = begin(TWO, log_of(losing, thread))
    assert shown(log_of(table, thread).load(TWO)) == shown(head)


def test_a_retried_commit_returns_what_stands_and_not_what_it_brings(log):
    head = begin(TWO, log)
    first = log.commit(TWO, head, [TaskResult("N:a", "a", (("value", "first"),), ("b",))])
    second = log.commit(TWO, head, [TaskResult("N:a", "a", (("value", "second"),), ("b",))])
    assert shown(second) == shown(first)
    assert log.load(TWO).checkpoint.values["value"] == "first"


def test_a_commit_whose_response_was_lost_does_not_go_on_as_the_rival_that_came_after(log, table):
    head = begin(TWO, log, run="old")
    superstep(TWO, log, head)
    rival = begin(TWO, log, run="rival")
    with pytest.raises(StaleThreadError):
        superstep(TWO, log, head)
    assert shown(log.load(TWO)) == shown(rival)


# The writes of a fan-out


def test_of_two_attempts_at_one_task_the_first_wins(log):
    head, late = begin(PAIR, log), log.load(PAIR)
    log.record(head, TaskResult("N:a", "a", (("log", ["first"]),)))
    log.record(late, TaskResult("N:a", "a", (("log", ["second"]),)))
    for one in (head, late, log.load(PAIR)):
        assert one.pending.writes["N:a"].result.writes == (("log", ["first"]),)


def test_finished_tasks_of_a_fan_are_told_from_those_to_do(log):
    head = begin(PAIR, log)
    log.record(head, run_tasks(PAIR, head)[1])
    assert [ref.node for _, ref in log.load(PAIR).unfinished] == ["a"]
    assert [index for index, _ in head.unfinished] == [0]


def test_a_late_attempt_after_the_commit_changes_nothing(log):
    head = begin(PAIR, log)
    late = log.load(PAIR)
    after = superstep(PAIR, log, head)
    log.record(late, TaskResult("N:a", "a", (("log", ["late"]),)))
    log.record(late, TaskResult("S:000007:b", "b", (("log", ["late"]),)))
    log.ask(late, "N:b", "late?")
    log.fail(late, "N:b", ValueError("late"), 1)
    assert shown(log.history(PAIR)) == shown(after)
    assert log.load(PAIR).checkpoint.values["log"] == ["a", "b"]
    assert log.load(PAIR).failure is None


def test_writes_that_a_commit_names_and_that_are_gone_or_changed_are_damage(table, thread):
    log = log_of(table, thread)
    run_to_end(PAIR, log, begin(PAIR, log))

    class Tampered(Watched):
        def query(self, pk, first, last):
            found = self.table.query(pk, first, last)
            return [item for item in found if not str(item["sk"]).endswith("#W#N:a")]

    with pytest.raises(DamagedItemError, match="names writes of 'N:a'"):
        log_of(Tampered(table), thread).history(PAIR)


# Questions, answers, failures


def test_a_question_stands_until_it_is_answered(log):
    head = begin(ASKS, log)
    log.ask(head, "N:a", "one?")
    log.close(head, "interrupted")
    head = log.load(ASKS)
    ((interrupt_id, question),) = open_questions(head).items()
    assert (question.value, question.index) == ("one?", 0)
    head = log.resume(ASKS, head, answers_for(head, {interrupt_id: "yes"}), "second", {})
    for one in (head, log.load(ASKS)):
        assert open_questions(one) == {}
        assert one.pending.answers_to("N:a") == ["yes"]
        assert one.run == "second"


def test_the_next_question_of_a_task_has_an_id_of_its_own(log):
    head = begin(ASKS, log)
    log.ask(head, "N:a", "one?")
    (first,) = open_questions(head)
    head = log.resume(ASKS, log.load(ASKS), [Answer(1, "N:a", 0, "yes")], "second", {})
    log.ask(head, "N:a", "two?")
    ((second, question),) = open_questions(log.load(ASKS)).items()
    assert (question.index, question.value) == (1, "two?")
    assert second != first


def test_a_question_that_is_asked_again_stays_as_it_was_first_asked(log):
    head, again = begin(ASKS, log), log.load(ASKS)
    log.ask(head, "N:a", "first?")
    assert log.ask(again, "N:a", "second?").value == "first?"
    assert [question.value for question in open_questions(again).values()] == ["first?"]
    assert [question.value for question in open_questions(log.load(ASKS)).values()] == ["first?"]


def test_of_two_resumes_the_second_is_stale_and_its_answer_is_not_kept(log):
    head = begin(ASKS, log)
    log.ask(head, "N:a", "one?")
    one, other = log.load(ASKS), log.load(ASKS)
    log.resume(ASKS, one, answers_for(one, "yes"), "one", {})
    with pytest.raises(StaleThreadError):
        log.resume(ASKS, other, answers_for(other, "no"), "other", {})
    assert log.load(ASKS).pending.answers_to("N:a") == ["yes"]
    assert log.meta().run == "one"


def test_the_newest_failure_is_the_one_to_read(log):
    head = begin(TWO, log)
    log.fail(head, "N:a", ValueError("first"), 1)
    log.fail(head, "N:a", KeyError("second"), 2)
    failure = log.load(TWO).failure
    assert failure == head.failure
    assert (failure.error, failure.message, failure.attempt) == ("KeyError", "'second'", 2)


def test_the_failure_of_a_superstep_comes_before_those_of_its_tasks(log):
    head = begin(TWO, log)
    log.fail(head, "N:a", ValueError("task"), 1)
    log.fail(head, "", ValueError("superstep"), 1)
    assert log.load(TWO).failure.message == "superstep"


def test_a_failure_is_over_when_another_run_claims_the_thread(log):
    head = begin(TWO, log)
    log.fail(head, "N:a", ValueError("a"), 1)
    log.close(head, "error")
    assert log.resume(TWO, log.load(TWO), [], "second", {}).failure is None
    assert log.load(TWO).failure is None


def test_only_an_open_run_can_be_abandoned_and_only_once(log):
    head = begin(TWO, log)
    assert not log.abandon("other")
    assert log.meta().status == "busy"
    assert log.abandon("run")
    assert log.meta().status == "error"
    assert not log.abandon("run")
    log.close(head, "interrupted")
    assert not log.abandon("run")
    assert log.meta().status == "interrupted"


# What it costs


@pytest.fixture
def watched(table):
    return Watched(table)


def test_a_superstep_of_one_task_is_one_put(watched, thread):
    log = log_of(watched, thread)
    head = begin(TWO, log)
    watched.calls.clear()
    superstep(TWO, log, head)
    assert watched.calls == ["write"]


def test_a_run_begins_with_a_get_a_query_and_a_transaction(watched, thread):
    log = log_of(watched, thread)
    begin(TWO, log)
    watched.calls.clear()
    begin(TWO, log, run="second")
    assert watched.calls == ["get", "query", "transaction of 2"]


def test_a_run_ends_with_a_transaction(watched, thread):
    log = log_of(watched, thread)
    head = superstep(TWO, log, begin(TWO, log))
    watched.calls.clear()
    superstep(TWO, log, head)
    assert watched.calls == ["transaction of 2"]


def test_a_fan_of_n_is_n_puts_and_one_to_commit_them(watched, thread):
    spec = spec_of(fan(lambda n: {"log": [n]}, range(7)))
    log = log_of(watched, thread)
    head = superstep(spec, log, begin(spec, log))
    watched.calls.clear()
    superstep(spec, log, head)
    assert watched.calls == ["write"] * 8


def test_loading_from_a_ticket_is_one_query(watched, thread):
    log = log_of(watched, thread)
    head = begin(TWO, log)
    watched.calls.clear()
    loaded = log.load_from(TWO, head.incarnation, head.snap)
    assert watched.calls == ["query"]
    assert shown(loaded) == shown(head)


def test_resuming_with_answers_is_one_transaction(watched, thread):
    log = log_of(watched, thread)
    begin(ASKS, log)
    head = log.load(ASKS)
    watched.calls.clear()
    log.resume(ASKS, head, [Answer(1, "N:a", 0, "yes")], "second", {})
    assert watched.calls == ["transaction of 3"]


# Snapshots

GROWS = spec_of(chain("a"))


def write(log, key, value, run):
    """A run of one superstep that writes one key."""
    head = log.begin(GROWS, log.load(GROWS), {key: value}, run, {"configurable": {"run": run}})
    return log.commit(GROWS, head, [TaskResult("N:a", "a", ((key, value),))])


def test_a_value_written_again_and_again_makes_snapshots_and_short_reads(table, thread):
    log = log_of(table, thread)
    for number in range(8):
        head = write(log, "value", str(number) * 8000, str(number))
    assert head.snap > 1
    assert log.meta().snap == head.snap
    loaded = log.load(GROWS)
    assert len(loaded.stages) < len(log.history(GROWS).stages) / 2
    assert loaded.checkpoint == log.history(GROWS).checkpoint == head.checkpoint
    assert loaded.config == head.config


def test_a_load_that_begins_where_no_snapshot_is_says_so(table, thread):
    log = log_of(table, thread)
    head = superstep(TWO, log, begin(TWO, log))
    with pytest.raises(DamagedItemError, match="begins at position 2, which holds no snapshot"):
        log.load_from(TWO, head.incarnation, 2)


sizes = st.sampled_from([1, 500, 9000, 30_000])
writes = st.lists(st.tuples(st.sampled_from(["value", "log"]), sizes), min_size=1, max_size=15)


@given(writes)
def test_loading_from_a_snapshot_is_loading_from_the_start(written):
    table = InMemorySaver()
    log = log_of(table)
    for run, (key, size) in enumerate(written):
        value = ["x" * size] if key == "log" else "x" * size
        head = write(log, key, value, str(run))
    whole = log.history(GROWS)
    assert shown(whole)[-1] == shown(head)[-1]
    for snap in {stage.entry.snap for stage in whole.stages}:
        part = log.load_from(GROWS, whole.incarnation, snap)
        assert part.checkpoint == whole.checkpoint
        assert (part.config, part.run, part.position) == (whole.config, whole.run, whole.position)
        assert [one.checkpoint for one in part.stages] == [
            one.checkpoint for one in whole.stages if one.entry.seq >= snap
        ]


@given(writes)
def test_a_snapshot_holds_the_state_and_the_writes_stay(written):
    log = log_of(InMemorySaver())
    for run, (key, size) in enumerate(written):
        write(log, key, ["x" * size] if key == "log" else "x" * size, str(run))
    for stage in log.history(GROWS).stages:
        assert stage.entry.results
        if stage.entry.snapshot is not None:
            assert stage.entry.snapshot == stage.checkpoint.values
            assert stage.entry.snap == stage.entry.seq


def test_a_fan_that_is_loaded_from_its_own_snapshot_has_its_state():
    table = InMemorySaver()
    log = log_of(table)
    spec = spec_of(fan(lambda n: {"log": []}, [0, 1]))
    head = log.begin(spec, log.load(spec), {"value": "x" * 30_000}, "one", {})
    head = run_to_end(spec, log, head)
    head = log.begin(spec, log.load(spec), {"value": "y"}, "two", {})
    head = run_to_end(spec, log, head)
    for snap in {stage.entry.snap for stage in head.stages}:
        assert log.load_from(spec, head.incarnation, snap).checkpoint == head.checkpoint


def test_a_state_that_has_outgrown_an_item_goes_on_without_snapshots(table, thread):
    log = log_of(table, thread)
    for run in range(8):
        write(log, "log", ["x" * 30_000], str(run))
    head = write(log, "value", "x", "last")
    assert len(head.checkpoint.values["log"]) == 16
    assert log.load(GROWS).checkpoint == head.checkpoint


def test_the_clock_is_only_for_people(table, thread):
    log = log_of(table, thread)
    head = run_to_end(TWO, log, begin(TWO, log))
    assert {stage.entry.at for stage in head.stages} == {NOW}
