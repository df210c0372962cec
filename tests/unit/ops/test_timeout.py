import asyncio
import contextvars
import gc
import subprocess
import sys
import threading
import time
from datetime import timedelta
from typing import Any, cast

import pytest

from stepgraph.errors import GraphDefinitionError, NodeTimeoutError
from stepgraph.ops import timeout
from stepgraph.ops.timeout import MARGIN_SECONDS, Watch, arun_with_timeout, run_with_timeout
from stepgraph.types import TimeoutPolicy

SOON = 0.05


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


def watch_of(policy, remaining=None):
    clock = Clock()
    return clock, Watch("work", policy, remaining, clock)


def hang(release):
    return lambda _watch: release.wait(5)


async def sleeps(_watch):
    await asyncio.sleep(5)


@pytest.mark.parametrize(
    ("given", "policy"),
    [
        (None, None),
        (5, TimeoutPolicy(run_timeout=5.0)),
        (timedelta(minutes=1), TimeoutPolicy(run_timeout=60.0)),
        (TimeoutPolicy(idle_timeout=timedelta(seconds=2)), TimeoutPolicy(idle_timeout=2.0)),
        (TimeoutPolicy(), None),
    ],
)
def test_a_timeout_is_seconds_a_timedelta_or_a_policy(given, policy):
    assert TimeoutPolicy.coerce(given) == policy


@pytest.mark.parametrize(
    ("given", "name"),
    [
        (0, "run_timeout"),
        (-1, "run_timeout"),
        (float("nan"), "run_timeout"),
        (TimeoutPolicy(idle_timeout=0), "idle_timeout"),
        (TimeoutPolicy(run_timeout=timedelta(0)), "run_timeout"),
        (TimeoutPolicy(run_timeout=1, refresh_on=cast("Any", "always")), "refresh_on"),
    ],
)
def test_a_timeout_that_limits_nothing_sensible_is_refused_by_name(given, name):
    with pytest.raises(GraphDefinitionError, match=name):
        TimeoutPolicy.coerce(given)


def test_the_nearest_limit_ends_the_attempt_and_names_itself():
    clock, watch = watch_of(TimeoutPolicy(run_timeout=10, idle_timeout=4))
    clock.now += 3.5
    assert watch.left() == pytest.approx(0.5)
    clock.now += 0.5
    assert watch.left() == 0
    found = watch.timed_out(abandoned=False)
    assert (found.kind, found.timeout, found.elapsed) == ("idle", 4, 4)
    assert (found.idle_timeout, found.run_timeout, found.node) == (4, 10, "work")
    assert watch.is_over


def test_a_heartbeat_extends_the_idle_time_and_not_the_run():
    clock, watch = watch_of(TimeoutPolicy(run_timeout=10, idle_timeout=4))
    for _ in range(3):
        clock.now += 3
        watch.heartbeat()
        assert watch.left() > 0
    clock.now += 1
    assert watch.left() == 0
    assert watch.timed_out(abandoned=False).kind == "run"


def test_a_heartbeat_that_comes_too_late_changes_nothing():
    clock, watch = watch_of(TimeoutPolicy(idle_timeout=4))
    clock.now += 4
    assert watch.left() == 0
    watch.heartbeat()
    assert watch.left() == 0


@pytest.mark.parametrize(("refresh_on", "left"), [("auto", 4), ("heartbeat", 1)])
def test_what_shows_progress_counts_unless_only_heartbeats_do(refresh_on, left):
    clock, watch = watch_of(TimeoutPolicy(idle_timeout=4, refresh_on=refresh_on))
    clock.now += 3
    watch.progress()
    assert watch.left() == pytest.approx(left)


@pytest.mark.parametrize(
    ("remaining", "kind", "limit"), [(60, "run", 10), (7, "deadline", 7 - MARGIN_SECONDS)]
)
def test_the_deadline_is_what_is_configured_or_what_the_lambda_has_left(remaining, kind, limit):
    clock, watch = watch_of(10, lambda: remaining)
    assert watch.left() == pytest.approx(limit)
    clock.now += limit
    assert watch.left() == 0
    assert watch.timed_out(abandoned=False).kind == kind


def test_a_wait_too_long_for_the_system_is_cut_into_several():
    _, watch = watch_of(float("inf"))
    assert watch.left() == timeout.MAX_WAIT_SECONDS


def test_a_node_without_a_limit_runs_where_it_is_called():
    here = threading.get_ident()
    assert run_with_timeout(lambda _watch: threading.get_ident(), None, node="work") == here


def test_a_sync_node_that_ends_in_time_gives_what_it_gives():
    assert run_with_timeout(lambda _watch: 7, 5, node="work") == 7


@pytest.mark.parametrize("error", [ValueError("own"), TimeoutError("own"), StopIteration("own")])
def test_what_a_timed_sync_node_raises_passes_through(error):
    def fail(_watch):
        raise error

    with pytest.raises(type(error), match="own") as caught:
        run_with_timeout(fail, 5, node="work")
    assert caught.value is error


def test_a_timed_sync_node_sees_the_context_of_its_caller():
    where: contextvars.ContextVar[str] = contextvars.ContextVar("where")
    where.set("here")
    assert run_with_timeout(lambda _watch: where.get(), 5, node="work") == "here"


def test_a_sync_node_that_takes_too_long_is_abandoned_and_the_error_says_so():
    release = threading.Event()
    began = time.monotonic()
    with pytest.raises(NodeTimeoutError, match=r"'work'.*abandoned.*ignored") as caught:
        run_with_timeout(hang(release), SOON, node="work")
    assert time.monotonic() - began < 2
    assert caught.value.abandoned
    release.set()


def test_the_late_result_of_an_abandoned_node_is_ignored():
    release, ended, seen = threading.Event(), threading.Event(), []

    def late(watch):
        release.wait(5)
        seen.append(watch.is_over)
        ended.set()
        raise ValueError("late")

    with pytest.raises(NodeTimeoutError):
        run_with_timeout(late, SOON, node="work")
    release.set()
    assert ended.wait(5)
    assert seen == [True]


def test_an_abandoned_node_does_not_keep_the_process():
    script = (
        "import time; from stepgraph.errors import NodeTimeoutError;"
        "from stepgraph.ops.timeout import run_with_timeout\n"
        "try: run_with_timeout(lambda watch: time.sleep(60), 0.05, node='work')\n"
        "except NodeTimeoutError: print('gone on')"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=20, check=True
    )
    assert done.stdout == "gone on\n"


def test_a_sync_node_that_beats_goes_on_for_longer_than_its_idle_time():
    def beats(watch):
        for _ in range(14):
            time.sleep(SOON)
            watch.heartbeat()
        return "done"

    policy = TimeoutPolicy(idle_timeout=SOON * 10)
    assert run_with_timeout(beats, policy, node="work") == "done"


def test_a_node_for_which_no_time_remains_does_not_begin():
    began: list[Watch] = []
    with pytest.raises(NodeTimeoutError, match="Lambda") as caught:
        run_with_timeout(began.append, 10, node="work", remaining=lambda: MARGIN_SECONDS / 2)
    assert (began, caught.value.kind, caught.value.abandoned) == ([], "deadline", False)


def arun(work, limit, **kwargs):
    return asyncio.run(arun_with_timeout(work, limit, node="work", **kwargs))


def test_an_async_node_that_ends_in_time_gives_what_it_gives():
    async def quick(_watch):
        return 7

    assert arun(quick, None) == arun(quick, 5) == 7


def test_what_a_timed_async_node_raises_passes_through():
    async def fail(_watch):
        raise TimeoutError("own")

    with pytest.raises(TimeoutError, match="own"):
        arun(fail, 5)


def test_an_async_node_that_takes_too_long_is_cancelled_and_cleans_up_first():
    steps = []

    async def slow(_watch):
        try:
            await asyncio.sleep(5)
        finally:
            await asyncio.sleep(0)
            steps.append("closed")

    with pytest.raises(NodeTimeoutError, match="'work'") as caught:
        arun(slow, SOON)
    assert steps == ["closed"]
    assert not caught.value.abandoned


def test_an_async_node_that_will_not_be_cancelled_is_abandoned(monkeypatch):
    monkeypatch.setattr(timeout, "CANCEL_SECONDS", SOON)

    async def stubborn(_watch):
        for _ in range(20):
            try:
                await asyncio.sleep(SOON / 2)
            except asyncio.CancelledError:
                # As a node does that catches everything.
                continue

    async def run():
        began = time.monotonic()
        with pytest.raises(NodeTimeoutError, match="abandoned"):
            await arun_with_timeout(stubborn, SOON, node="work")
        assert time.monotonic() - began < 1

    with asyncio.Runner() as runner:
        runner.run(run())
        for task in asyncio.all_tasks(runner.get_loop()):
            task.cancel()


def test_an_error_while_being_cancelled_is_not_left_for_asyncio_to_report():
    reports = []

    async def run():
        asyncio.get_running_loop().set_exception_handler(lambda _loop, about: reports.append(about))

        async def breaks(_watch):
            try:
                await asyncio.sleep(5)
            finally:
                raise ValueError("while closing")

        with pytest.raises(NodeTimeoutError):
            await arun_with_timeout(breaks, SOON, node="work")
        gc.collect()

    asyncio.run(run())
    assert reports == []


def test_cancelling_a_run_cancels_its_timed_node_and_waits_for_it():
    steps = []

    async def slow(_watch):
        try:
            await asyncio.sleep(5)
        finally:
            steps.append("closed")

    async def run():
        task = asyncio.create_task(arun_with_timeout(slow, 5, node="work"))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert steps == ["closed"]

    asyncio.run(run())


def test_a_node_that_cancels_itself_is_seen_to_have_done_so():
    async def gives_up(_watch):
        raise asyncio.CancelledError

    async def run():
        with pytest.raises(asyncio.CancelledError):
            await arun_with_timeout(gives_up, 5, node="work")
        task = asyncio.current_task()
        assert task
        assert task.cancelling() == 0

    asyncio.run(run())


def test_an_async_node_that_beats_goes_on_for_longer_than_its_idle_time():
    async def beats(watch):
        for _ in range(14):
            await asyncio.sleep(SOON)
            watch.heartbeat()
        return "done"

    assert arun(beats, TimeoutPolicy(idle_timeout=SOON * 10)) == "done"


def test_an_async_node_without_progress_is_idle():
    with pytest.raises(NodeTimeoutError, match="heartbeat") as caught:
        arun(sleeps, TimeoutPolicy(idle_timeout=SOON))
    assert caught.value.kind == "idle"


def test_a_deadline_ends_an_async_node_that_has_no_limit_of_its_own():
    with pytest.raises(NodeTimeoutError, match="Lambda"):
        arun(sleeps, None, remaining=lambda: MARGIN_SECONDS + SOON)


@pytest.mark.filterwarnings("error")
def test_an_async_node_for_which_no_time_remains_does_not_begin():
    began: list[Watch] = []

    async def begin(watch):
        began.append(watch)

    with pytest.raises(NodeTimeoutError, match="Lambda"):
        arun(begin, 10, remaining=lambda: MARGIN_SECONDS / 2)
    assert began == []


@pytest.mark.parametrize("kind", ["idle", "run", "deadline", "other"])
def test_a_timeout_error_needs_the_limit_that_it_is_about(kind):
    with pytest.raises(ValueError, match=kind):
        NodeTimeoutError("work", 1.0, kind=kind)
