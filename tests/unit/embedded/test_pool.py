import asyncio

import pytest

from stepgraph.embedded import Function
from stepgraph.embedded.invocation import Invocation, Outcome
from stepgraph.embedded.pool import ConcurrencyExceeded, Pool

CALL = Invocation("id", b"{}", "arn", "trace")


class Worker:
    """Becomes ready, answers and dies when the test says so."""

    def __init__(self, number):
        self.number = number
        self.alive = True
        self.over = False
        self.ready = asyncio.Event()
        self.answer = asyncio.Event()

    async def initialised(self):
        await self.ready.wait()

    async def run(self, invocation):
        if not self.alive:
            return await self.last_words("")
        await self.answer.wait()
        return Outcome(str(self.number).encode())

    async def last_words(self, request_id):
        return Outcome(b"broken", failed=True)

    def kill(self):
        self.alive = False
        self.over = True

    async def ended(self):
        pass


class Workshop:
    """A pool, and the workers that it has started so far."""

    def __init__(self, *, concurrency=10, quick=True, error=None):
        self.workers = []
        self.quick = quick
        self.error = error
        self.pool = Pool(Function("f", "m.handler", concurrency=concurrency), self.spawn)

    async def spawn(self, function):
        if self.error:
            raise self.error
        worker = Worker(len(self.workers))
        self.workers.append(worker)
        if self.quick:
            worker.ready.set()
            worker.answer.set()
        return worker

    def call(self):
        return asyncio.create_task(self.pool.invoke(CALL))


async def settle():
    """Let every task run as far as it can."""
    for _ in range(20):
        await asyncio.sleep(0)


def test_the_worker_that_was_idle_the_shortest_is_reused():
    async def scenario():
        shop = Workshop(quick=False)
        calls = [shop.call(), shop.call()]
        await settle()
        for worker in shop.workers:
            worker.ready.set()
        await settle()
        for worker in reversed(shop.workers):
            worker.answer.set()
            await settle()

        assert len(shop.workers) == len(calls)
        assert (await shop.pool.invoke(CALL)).text == "0"

    asyncio.run(scenario())


def test_more_invocations_than_the_function_may_have_are_refused():
    async def scenario():
        shop = Workshop(concurrency=2, quick=False)
        calls = [shop.call(), shop.call()]
        await settle()

        with pytest.raises(ConcurrencyExceeded):
            await shop.pool.invoke(CALL)

        for worker in shop.workers:
            worker.ready.set()
            worker.answer.set()
        assert [(await call).failed for call in calls] == [False, False]
        assert not (await shop.pool.invoke(CALL)).failed

    asyncio.run(scenario())


def test_an_invocation_takes_a_worker_that_is_free_before_its_own_has_started():
    async def scenario():
        shop = Workshop(quick=False)
        first = shop.call()
        await settle()
        shop.workers[0].ready.set()
        await settle()
        second = shop.call()
        await settle()

        shop.workers[0].answer.set()

        assert [(await call).text for call in (first, second)] == ["0", "0"]
        assert not shop.workers[1].ready.is_set()

    asyncio.run(scenario())


def test_a_dead_worker_is_not_reused():
    async def scenario():
        shop = Workshop()
        await shop.pool.invoke(CALL)
        shop.workers[0].kill()

        assert (await shop.pool.invoke(CALL)).text == "1"

    asyncio.run(scenario())


def test_a_worker_that_fails_to_start_answers_for_itself_once():
    async def scenario():
        shop = Workshop(quick=False)
        call = shop.call()
        await settle()
        shop.workers[0].alive = False
        shop.workers[0].ready.set()
        assert (await call).text == "broken"

        shop.quick = True
        assert (await shop.pool.invoke(CALL)).text == "1"

    asyncio.run(scenario())


def test_a_process_that_cannot_be_had_is_the_callers_error():
    async def scenario():
        shop = Workshop(error=OSError("no more processes"))

        with pytest.raises(OSError, match="no more processes"):
            await shop.pool.invoke(CALL)

    asyncio.run(scenario())


def test_warming_starts_one_worker_where_there_is_none():
    async def scenario():
        shop = Workshop()

        assert await shop.pool.warm() is None
        assert await shop.pool.warm() is None

        assert len(shop.workers) == 1
        assert (await shop.pool.invoke(CALL)).text == "0"

    asyncio.run(scenario())


def test_warming_says_why_a_worker_does_not_start():
    async def scenario():
        shop = Workshop(quick=False)
        warming = asyncio.create_task(shop.pool.warm())
        await settle()
        shop.workers[0].alive = False
        shop.workers[0].ready.set()

        assert await warming == Outcome(b"broken", failed=True)

    asyncio.run(scenario())


def test_a_retired_pool_ends_idle_workers_now_and_busy_ones_after_their_invocation():
    async def scenario():
        shop = Workshop(quick=False)
        busy, idle = shop.call(), shop.call()
        await settle()
        for worker in shop.workers:
            worker.ready.set()
        shop.workers[1].answer.set()
        await idle

        shop.pool.retire()
        assert [worker.alive for worker in shop.workers] == [True, False]

        shop.workers[0].answer.set()
        assert not (await busy).failed
        assert not shop.workers[0].alive

    asyncio.run(scenario())


def test_stopping_ends_every_worker_and_every_start():
    async def scenario():
        shop = Workshop(quick=False)
        calls = [shop.call(), shop.call()]
        await settle()
        shop.workers[0].ready.set()
        await settle()

        await shop.pool.stop()

        assert not any(worker.alive for worker in shop.workers)
        for call in calls:
            call.cancel()

    asyncio.run(scenario())
