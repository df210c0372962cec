import asyncio
import copy
import threading
from concurrent.futures import Future

import pytest

from stepgraph.checkpoint.head import Head
from stepgraph.checkpoint.memory import InMemorySaver
from stepgraph.checkpoint.records import Answer, CallResult
from stepgraph.errors import CallMismatchError, GraphInterrupt, NodeTimeoutError
from stepgraph.execute import Scratch
from stepgraph.ops.calls import Calls
from stepgraph.ops.scope import Scope
from tests.unit.graphs import begin, chain, log_of, spec_of

SPEC = spec_of(chain("a"))


def on_a_thread():
    log = log_of(InMemorySaver())
    return Calls(begin(SPEC, log), "N:a", Scope(log=log))


def on_none():
    return Calls(Scratch().begin(SPEC, Head("x"), {"value": 0}, "run", {}), "N:a", Scope())


@pytest.fixture(params=[on_a_thread, on_none])
def calls(request):
    return request.param()


def again(calls):
    """The same task, run from its top."""
    return Calls(calls.head, calls.path, calls.scope)


def test_calls_are_numbered_in_their_order_and_below_each_other(calls):
    first, second = calls.next("one")[0], calls.next("two")[0]
    assert (first, second) == ("N:a/000000", "N:a/000001")
    assert calls.inside(second).next("three")[0] == "N:a/000001/000000"


def test_what_a_call_has_returned_is_there_when_it_is_made_again(calls):
    path, before = calls.next("one")
    assert before is None
    assert calls.keep(path, "one", [1]) == [1]
    again_path, found = again(calls).next("one")
    assert (again_path, found.value) == (path, [1])


def test_what_is_stored_is_not_what_its_caller_changes():
    calls = on_a_thread()
    path, _ = calls.next("one")
    calls.keep(path, "one", [1]).append(2)
    assert again(calls).next("one")[1].value == [1]


def test_a_call_of_another_task_in_its_place_is_refused(calls):
    path, _ = calls.next("one")
    calls.keep(path, "one", 1)
    with pytest.raises(CallMismatchError, match="Call 0 in 'N:a' is of task 'two', and was of"):
        again(calls).next("two")


def test_a_faster_worker_with_other_code_is_refused_too():
    calls = on_a_thread()
    path, _ = calls.next("one")
    theirs = CallResult(1, path, "run", "two", 2)
    calls.scope.log.keep(log_of(calls.scope.log.table).load(SPEC), theirs)
    with pytest.raises(CallMismatchError):
        calls.keep(path, "one", 1)


def test_a_question_is_asked_once_and_its_answer_is_for_that_call_alone(calls):
    path, _ = calls.next("one")
    calls.ask(path, "sure?")
    calls.ask(path, "sure?")
    (question,) = calls.head.pending.open_questions("N:a")
    assert (question.path, question.index, question.value) == (path, 0, "sure?")
    calls.head.pending.add(Answer(1, path, 0, "yes"))
    assert list(calls.head.pending.open_questions("N:a")) == []
    assert calls.answers(path).values == ["yes"]
    assert calls.answers("N:a/000001").values == []


def test_what_a_call_that_has_returned_still_asks_is_asked_no_more(calls):
    path, _ = calls.next("outer")
    calls.ask(calls.inside(path).next("inner")[0], "sure?")
    calls.keep(path, "outer", 1)
    assert list(calls.head.pending.open_questions("N:a")) == []


def ended(calls, error=None):
    asyncio.run(calls.end(error, in_loop=False))


def test_a_task_that_ends_well_leaves_no_questions_of_its_calls(calls):
    calls.ask(calls.next("one")[0], "sure?")
    calls.ask("N:a", "its own?")
    calls.promises.append(resolved())
    ended(calls)
    assert [one.path for one in calls.head.pending.open_questions("N:a")] == ["N:a"]


@pytest.mark.parametrize("error", [ValueError(), GraphInterrupt()])
def test_calls_that_run_are_waited_for_when_their_task_fails_or_asks(calls, error):
    calls.ask(calls.next("one")[0], "sure?")
    calls.promises.append(promise := Slow())
    ended(calls, error)
    assert promise.done()
    assert len(list(calls.head.pending.open_questions("N:a"))) == 1


@pytest.mark.parametrize(
    "error", [KeyboardInterrupt(), NodeTimeoutError("a", 1, kind="run", run_timeout=1)]
)
def test_calls_are_cancelled_when_nobody_may_wait(calls, error):
    calls.promises.append(promise := Future[None]())
    ended(calls, error)
    assert promise.cancelled()


def test_being_cancelled_while_waiting_cancels_the_calls(calls):
    async def stopped():
        promise = asyncio.get_running_loop().create_future()
        calls.promises.append(promise)
        calls.promises.append(threaded := Future[None]())
        waiting = asyncio.create_task(calls.end(in_loop=True))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        return promise.cancelled(), threaded.cancelled()

    assert asyncio.run(stopped()) == (True, True)


def test_calls_are_a_part_of_the_run_and_not_copied(calls):
    assert copy.deepcopy({"runtime": calls})["runtime"] is calls


def test_only_a_log_far_away_blocks():
    assert not on_none().blocks
    assert not on_a_thread().blocks


def resolved():
    promise = Future[None]()
    promise.set_result(None)
    return promise


class Slow(Future):
    """Ends in its own time."""

    def __init__(self):
        super().__init__()
        threading.Timer(0.01, self.set_result, [None]).start()
