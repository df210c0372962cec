import asyncio
import threading
from concurrent.futures import wait
from functools import partial
from typing import Any

import pytest

from stepgraph.cache.memory import InMemoryCache
from stepgraph.checkpoint.memory import InMemorySaver
from stepgraph.errors import NodeTimeoutError
from stepgraph.func import entrypoint, task
from stepgraph.func.tasks import name_of
from stepgraph.runtime import get_runtime
from stepgraph.types import CachePolicy, RetryPolicy
from tests.unit.func.flows import THREAD

ONCE = RetryPolicy(max_attempts=1)


def returned_by(body, input=1, config=None):
    """What an entrypoint with this body returns."""
    return entrypoint(retry_policy=ONCE)(body).invoke(input, config)


def returned_in_a_loop(body, input=1, config=None):
    """The same, run by `ainvoke`."""
    return asyncio.run(entrypoint(retry_policy=ONCE)(body).ainvoke(input, config))


@task
def plus(number, more=1):
    """Adds."""
    return number + more


@task
async def aplus(number):
    await asyncio.sleep(0)
    return number + 1


def test_a_task_function_says_what_it_is():
    assert (plus.name, plus.__name__, plus.__doc__) == ("plus", "plus", "Adds.")
    assert plus.func(1) == 2
    assert task(name="renamed")(plus.func).name == "renamed"


@pytest.mark.parametrize(
    ("function", "name"),
    [(plus.func, "plus"), (partial(plus.func, 1), "plus"), (threading.Event(), "Event")],
)
def test_a_task_goes_by_the_name_of_what_is_called(function, name):
    assert name_of(function) == name


def test_a_task_is_only_called_inside_a_graph():
    with pytest.raises(RuntimeError, match="Task 'plus' was called outside a graph"):
        plus(1)


def test_arguments_are_passed_as_they_are():
    assert returned_by(lambda n: [plus(n).result(), plus(n, more=5).result()]) == [2, 6]


def test_a_method_is_a_task_too():
    class Shop:
        def __init__(self, price):
            self.price = price

        @task
        def cost(self, count):
            return self.price * count

    assert Shop.cost.name == "cost"
    assert returned_by(lambda count: Shop(3).cost(count).result(), 4) == 12


def test_futures_are_those_of_the_standard_library():
    def body(_):
        done, _open = wait([plus(1), plus(2)])
        return sorted(future.result() for future in done)

    async def abody(_):
        done, _open = await asyncio.wait([aplus(1), plus(2)])  # type: ignore[type-var]
        return sorted(future.result() for future in done)

    assert returned_by(body) == [2, 3]
    assert returned_in_a_loop(abody) == [2, 3]


def test_an_async_task_may_be_called_where_no_loop_runs():
    assert returned_by(lambda n: aplus(n).result()) == 2
    assert returned_in_a_loop(lambda n: aplus(n).result()) == 2


def test_an_async_entrypoint_may_be_run_without_a_loop():
    async def body(number):
        return [await aplus(number), await plus(number)]

    assert returned_by(body) == [2, 2]


def test_a_sync_run_inside_a_running_loop_waits_in_threads():
    async def notebook():
        return returned_by(lambda n: plus(plus(n).result()).result())

    assert asyncio.run(notebook()) == 3


def test_a_sync_function_that_gives_a_coroutine_is_awaited():
    def gives(number):
        return aplus.func(number)

    later = task(gives)

    async def abody(number):
        return await later(number)

    assert returned_by(lambda n: later(n).result()) == 2
    assert returned_in_a_loop(abody) == 2


def test_a_task_knows_that_it_is_one():
    @task
    def where():
        info = get_runtime().execution_info
        return [info.node, info.task_id, info.node_attempt]

    def body(_):
        own = get_runtime().execution_info
        first, second = where().result(), where().result()
        return [first[0], first[2], own.node, len({own.task_id, first[1], second[1]})]

    assert entrypoint()(body).invoke(1) == ["where", 1, "body", 3]


def at_once(body_of, run, limit):
    """The most calls that were inside at a time, of twelve."""
    lock, inside, most = threading.Lock(), [0], [0]
    met = threading.Event()

    @task
    def step(number):
        with lock:
            inside[0] += 1
            most[0] = max(most[0], inside[0])
        met.wait(0.01)
        with lock:
            inside[0] -= 1
        return number

    assert run(body_of(step), 12, {"max_concurrency": limit}) == list(range(12))
    return most[0]


def test_only_so_many_calls_run_at_once():
    def body_of(step):
        return lambda count: [one.result() for one in [step(number) for number in range(count)]]

    assert at_once(body_of, returned_by, 3) == 3


def test_only_so_many_run_at_once_in_a_loop():
    def body_of(step):
        async def body(count):
            return list(await asyncio.gather(*[step(number) for number in range(count)]))

        return body

    assert at_once(body_of, returned_in_a_loop, 3) == 3


def test_a_call_may_wait_for_an_earlier_one_however_few_run_at_once():
    waits = task(lambda future: future.result() + 1, name="waits")
    assert returned_by(lambda n: waits(waits(plus(n))).result(), 1, {"max_concurrency": 1}) == 4


@pytest.mark.parametrize("run", [returned_by, returned_in_a_loop])
def test_a_sync_task_that_takes_too_long_is_left_behind(run):
    never = threading.Event()
    stuck = task(lambda: never.wait(5), name="stuck", timeout=0.02)
    try:
        with pytest.raises(NodeTimeoutError, match="'stuck'"):
            run(lambda _: stuck().result())
    finally:
        never.set()


def test_an_async_task_that_takes_too_long_is_cancelled():
    ended = []

    @task(timeout=0.02)
    async def stuck():
        try:
            await asyncio.sleep(5)
        finally:
            ended.append(True)

    async def body(_):
        return await stuck()

    with pytest.raises(NodeTimeoutError, match="'stuck'"):
        returned_in_a_loop(body)
    assert ended == [True]


def test_a_timed_task_may_say_that_it_goes_on():
    @task(timeout=5)
    def chatty(*, runtime=None, writer=None):
        runtime.heartbeat()
        writer("still here")
        return "done"

    @entrypoint()
    def flow(_):
        return chatty().result()

    assert list(flow.stream(1, stream_mode=["custom", "values"])) == [
        ("custom", "still here"),
        ("values", "done"),
    ]


def test_whoever_stops_a_run_stops_its_async_calls():
    seen = []

    @task
    async def slow():
        try:
            await asyncio.sleep(5)
        except asyncio.CancelledError:
            seen.append("cancelled")
            raise

    @entrypoint(checkpointer=InMemorySaver())
    async def flow(_):
        return await asyncio.gather(slow(), slow())

    async def stopped():
        run = asyncio.create_task(flow.ainvoke(1, THREAD))
        await asyncio.sleep(0.05)
        run.cancel()
        with pytest.raises(asyncio.CancelledError):
            await run
        await asyncio.sleep(0)

    asyncio.run(stopped())
    assert seen == ["cancelled", "cancelled"]
    assert flow.get_state(THREAD).next == ("flow",)


def test_one_call_can_be_cancelled_by_itself():
    async def body(_):
        never = task(asyncio.Event().wait, name="never")()
        await asyncio.sleep(0)
        never.cancel()
        return await aplus(1)

    assert returned_in_a_loop(body) == 2


def test_a_call_that_has_not_begun_can_be_cancelled_in_threads_too():
    gate = threading.Event()
    holds = task(lambda: gate.wait(5), name="holds")
    made = []
    later = task(lambda: made.append(True), name="later")

    def body(_):
        first, second = holds(), later()
        assert second.cancel()
        gate.set()
        return first.result()

    assert returned_by(body, 1, {"max_concurrency": 1}) is True
    assert made == []


@pytest.mark.parametrize("policy", [None, CachePolicy()])
def test_what_a_cache_keeps_of_a_task_is_cleared_by_the_task(policy):
    calls: list[int] = []

    @task(cache_policy=policy)
    def step(number):
        calls.append(number)
        return number

    cache: InMemoryCache[Any] = InMemoryCache()
    flow = entrypoint(cache=cache)(lambda number: step(number).result())
    flow.invoke(1)
    asyncio.run(step.aclear_cache(cache))
    flow.invoke(1)
    step.clear_cache(cache)
    flow.invoke(1)
    assert calls == [1, 1, 1]
