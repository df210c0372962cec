import asyncio
import threading
import time
from contextvars import ContextVar

import pytest

from stepgraph.checkpoint.memory import InMemorySaver
from stepgraph.errors import (
    ConcurrentUpdateError,
    GraphRecursionError,
    ItemTooLargeError,
    ReducerError,
    StaleThreadError,
    StorageError,
    TransientError,
    UnknownTypeError,
)
from stepgraph.types import Command, RetryPolicy, Send, interrupt
from tests.unit.graphs import (
    AT_ONCE,
    Watched,
    begin,
    chain,
    config,
    fan,
    log_of,
    nodes,
    run_tasks,
    side_by_side,
    spec_of,
)

QUESTION = "__interrupt__"
GO_ON = (None, config())


class Flaky:
    """A node that fails so many times before it succeeds."""

    def __init__(self, failures, error=ValueError):
        self.failures = failures
        self.error = error
        self.calls = 0

    def __call__(self, state):
        self.calls += 1
        if self.calls <= self.failures:
            raise self.error(f"call {self.calls}")
        return {"log": ["flaky"]}


class Counting:
    """A node that counts its calls."""

    def __init__(self, name):
        self.name = name
        self.calls = 0

    def __call__(self, state):
        self.calls += 1
        return {"log": [self.name]}


def status(graph):
    return log_of(graph.checkpointer).meta().status


@pytest.fixture
def waits(monkeypatch):
    """How long the driver has waited."""
    found: list[float] = []
    monkeypatch.setattr(time, "sleep", found.append)
    return found


# Many tasks


@pytest.mark.parametrize("checkpointer", [None, InMemorySaver()], ids=["no log", "log"])
def test_a_hundred_sends_run_and_apply_in_order(checkpointer):
    def worker(number):
        time.sleep((number % 3) / 1000)
        return {"log": [number]}

    graph = fan(worker, range(100)).compile(checkpointer)
    assert graph.invoke({"value": 1}, config())["log"] == ["split", *range(100), "join"]


def test_sends_run_side_by_side():
    barrier = threading.Barrier(8, timeout=5)

    def worker(_number):
        barrier.wait()

    fan(worker, range(8)).compile().invoke({"value": 1})


def test_tasks_see_the_context_of_the_caller():
    user = ContextVar("user", default="nobody")
    user.set("me")
    graph = fan(lambda _: {"log": [user.get()]}).compile()
    assert graph.invoke({"value": 1})["log"] == ["split", "me", "me", "me", "join"]


def test_async_nodes_run_alone_and_in_fans():
    async def worker(number):
        await asyncio.sleep(0)
        return {"log": [number]}

    async def last(state):
        await asyncio.sleep(0)
        return {"log": ["last"]}

    builder = fan(worker).add_node("last", last).add_edge("join", "last")
    assert builder.compile().invoke({"value": 1})["log"] == ["split", 0, 1, 2, "join", "last"]


# Failures


def test_the_writes_of_finished_siblings_are_kept_and_only_what_failed_runs_again():
    good, bad = Counting("good"), Flaky(1)
    graph = side_by_side("good", "bad", good=good, bad=bad).compile(InMemorySaver())
    with pytest.raises(ValueError, match="call 1"):
        graph.invoke({"value": 1}, config())
    assert status(graph) == "error"
    assert graph.get_state(config()).next == ("bad",)
    assert graph.invoke(*GO_ON)["log"] == ["flaky", "good"]
    assert (good.calls, bad.calls) == (1, 2)
    assert status(graph) == "idle"


def test_every_sibling_ends_before_a_failure_is_raised():
    ended = []

    def slow(_state):
        time.sleep(0.02)
        ended.append("slow")

    with pytest.raises(ValueError, match="call 1"):
        side_by_side("bad", "slow", bad=Flaky(9), slow=slow).compile().invoke({"value": 1})
    assert ended == ["slow"]


def test_of_several_failures_the_first_by_path_is_raised_and_all_are_shown():
    failing = {name: Flaky(9, error) for name, error in (("b", KeyError), ("a", ValueError))}
    graph = side_by_side("b", "a", **failing).compile(InMemorySaver())
    with pytest.raises(ValueError, match="call 1"):
        graph.invoke({"value": 1}, config())
    shown = [str(task.error) for task in graph.get_state(config()).tasks]
    assert [("ValueError" in shown[0]), ("KeyError" in shown[1])] == [True, True]


def test_a_failure_and_a_question_side_by_side_are_both_kept():
    graph = side_by_side(
        "ask", "bad", ask=lambda _: {"log": [interrupt("why?")]}, bad=Flaky(1)
    ).compile(InMemorySaver())
    with pytest.raises(ValueError, match="call 1"):
        graph.invoke({"value": 1}, config())
    assert [one.value for one in graph.get_state(config()).interrupts] == ["why?"]
    assert graph.invoke(Command(resume="because"), config())["log"] == ["because", "flaky"]


@pytest.mark.parametrize(
    ("write", "error"),
    [
        ({"value": object()}, UnknownTypeError),
        ({"value": "x" * 400_000}, ItemTooLargeError),
        ({"log": 7}, ReducerError),
    ],
)
@pytest.mark.parametrize("make", [chain, side_by_side])
def test_a_write_that_cannot_be_committed_fails_the_run_and_keeps_its_state(make, write, error):
    graph = make("a", "b", a=lambda _: write).compile(InMemorySaver())
    with pytest.raises(error):
        graph.invoke({"value": 1}, config())
    assert status(graph) == "error"
    state = graph.get_state(config())
    assert state.values == {"value": 1, "log": []}
    assert "a" in state.next or error is ReducerError


def test_two_writers_of_one_value_fail_the_superstep_and_the_log_says_so():
    both = {"a": lambda _: {"value": 1}, "b": lambda _: {"value": 2}}
    graph = side_by_side("a", "b", **both).compile(table := InMemorySaver())
    with pytest.raises(ConcurrentUpdateError, match="'a' and 'b'"):
        graph.invoke({"value": 0}, config())
    failure = log_of(table).load(graph.spec).failure
    assert failure
    assert (failure.error, failure.path) == ("ConcurrentUpdateError", "")


def test_a_run_that_was_overtaken_stops_and_leaves_the_thread_to_its_rival():
    table = InMemorySaver()

    def overtaken(_state):
        begin(spec_of(chain("rival")), log_of(table), run="rival")

    graph = chain("a", a=overtaken).compile(table)
    with pytest.raises(StaleThreadError):
        graph.invoke({"value": 1}, config())
    assert (log_of(table).meta().run, status(graph)) == ("rival", "busy")


@pytest.mark.parametrize("builder", [chain("a", "b", "c"), fan(lambda n: {"log": [n]})])
def test_a_table_that_goes_away_is_told_and_no_failure_of_a_node(builder):
    table = Watched(InMemorySaver())
    table.before = lambda call: setattr(table, "is_away", call > 3)
    graph = builder.compile(table)
    with pytest.raises(StorageError):
        graph.invoke({"value": 1}, config())
    assert (log_of(table.table).load(graph.spec).failure, status(graph)) == (None, "busy")


# Retries


def test_a_transient_failure_is_retried_after_1_2_and_4_seconds(waits):
    node = Flaky(3, TransientError)
    assert chain("a", a=node).compile().invoke({"value": 1})["log"] == ["flaky"]
    assert waits == [1, 2, 4]


def test_the_fourth_transient_failure_is_the_last(waits):
    with pytest.raises(TransientError, match="call 4"):
        chain("a", a=Flaky(9, TransientError)).compile().invoke({"value": 1})
    assert waits == [1, 2, 4]


def test_a_mistake_is_not_retried(waits):
    with pytest.raises(ValueError, match="call 1"):
        chain("a", a=Flaky(1)).compile().invoke({"value": 1})
    assert waits == []


def test_a_policy_of_the_users_decides(waits):
    policy = RetryPolicy(initial_interval=3, jitter=False, max_attempts=2, retry_on=ValueError)
    assert chain("a", a=Flaky(1), retry=policy).compile().invoke({"value": 1})["log"] == ["flaky"]
    with pytest.raises(ValueError, match="call 2"):
        chain("a", a=Flaky(2), retry=policy).compile().invoke({"value": 1})
    assert waits == [3, 3]


def test_siblings_retry_on_their_own_and_keep_their_writes():
    workers = [Flaky(failures, TransientError) for failures in (0, 1, 2)]
    graph = fan(lambda number: workers[number](None), retry=AT_ONCE).compile(InMemorySaver())
    graph.invoke({"value": 1}, config())
    assert [worker.calls for worker in workers] == [1, 2, 3]


def test_a_node_knows_which_attempt_it_is(waits):
    attempts = []

    def node(state, runtime):
        attempts.append(runtime.execution_info.node_attempt)
        if len(attempts) < 3:
            raise TransientError

    chain("a", a=node).compile().invoke({"value": 1})
    assert attempts == [1, 2, 3]


def test_what_a_failed_attempt_changed_in_place_the_next_does_not_see():
    seen = []

    def node(state):
        seen.append(list(state["log"]))
        state["log"].append("half done")
        if len(seen) < 3:
            raise TransientError
        return {"log": ["done"]}

    graph = chain("a", a=node, retry=AT_ONCE).compile(InMemorySaver())
    assert graph.invoke({"log": ["x"]}, config())["log"] == ["x", "done"]
    assert seen == [["x"]] * 3


def test_what_a_failed_attempt_changed_in_its_send_the_next_does_not_see():
    seen = []

    def worker(arg):
        seen.append(dict(arg))
        arg["touched"] = True
        if len(seen) < 2:
            raise TransientError

    fan(worker, [{"n": 1}], retry=AT_ONCE).compile().invoke({"value": 1})
    assert seen == [{"n": 1}] * 2


# Questions


def test_several_questions_need_a_map_and_may_be_answered_in_turn():
    graph = fan(lambda n: {"log": [interrupt(n)]}).compile(InMemorySaver())
    asked = graph.invoke({"value": 1}, config())[QUESTION]
    assert [one.value for one in asked] == [0, 1, 2]
    rest = graph.invoke(Command(resume={asked[1].id: "one"}), config())[QUESTION]
    assert [one.id for one in rest] == [asked[0].id, asked[2].id]
    answers = {one.id: f"answer {one.value}" for one in rest}
    assert graph.invoke(Command(resume=answers), config())["log"] == [
        "split", "answer 0", "one", "answer 2", "join",
    ]  # fmt: skip


def test_finished_siblings_of_a_question_do_not_run_again():
    good = Counting("good")
    builder = side_by_side("good", "ask", good=good, ask=lambda _: {"log": [interrupt("?")]})
    graph = builder.compile(InMemorySaver())
    graph.invoke({"value": 1}, config())
    assert status(graph) == "interrupted"
    assert graph.get_state(config()).next == ("ask",)
    assert graph.invoke(Command(resume="yes"), config())["log"] == ["yes", "good"]
    assert good.calls == 1


def test_a_question_may_be_asked_without_a_log():
    asked = chain("a", a=lambda _: interrupt("why?")).compile().invoke({"value": 1})[QUESTION]
    assert [one.value for one in asked] == ["why?"]


def test_a_question_that_cannot_be_stored_fails_the_run():
    graph = chain("a", a=lambda _: interrupt(object())).compile(InMemorySaver())
    with pytest.raises(UnknownTypeError, match="An interrupt holds"):
        graph.invoke({"value": 1}, config())
    assert status(graph) == "error"


# The recursion limit


def test_a_run_that_does_not_end_stops_at_its_limit_with_its_state_and_can_go_on():
    def router(_state):
        return "a"

    builder = nodes("a").add_edge("__start__", "a").add_conditional_edges("a", router, ["a"])
    graph = builder.compile(InMemorySaver())
    with pytest.raises(GraphRecursionError):
        graph.invoke({"value": 1}, config(recursion_limit=5))
    before = graph.get_state(config())
    assert (before.next, status(graph)) == (("a",), "error")
    reached = len(before.values["log"])
    assert reached == 5
    with pytest.raises(GraphRecursionError):
        graph.invoke(None, config(recursion_limit=3))
    assert len(graph.get_state(config()).values["log"]) == reached + 3


def test_a_graph_that_ends_within_its_limit_is_not_stopped():
    assert len(chain(*"abcd").compile().invoke({"value": 1}, {"recursion_limit": 4})["log"]) == 4


def test_a_commit_that_failed_is_tried_again_without_running_its_tasks():
    counting = {name: Counting(name) for name in ("a", "b")}
    table = InMemorySaver()
    graph = side_by_side("a", "b", **counting).compile(table)
    log = log_of(table)
    head = begin(graph.spec, log)
    for result in run_tasks(graph.spec, head):
        log.record(head, result)
    assert graph.invoke(*GO_ON)["log"] == ["a", "b"]
    assert [node.calls for node in counting.values()] == [1, 1]


def test_a_worker_may_send_again():
    def worker(arg):
        return Command(update={"log": [arg]}, goto=[Send("worker", arg - 1)] if arg else ())

    graph = fan(worker, [2, 0]).compile(InMemorySaver())
    assert graph.invoke({"value": 1}, config())["log"] == [
        "split", 2, 0, "join", 1, "join", 0, "join",
    ]  # fmt: skip
