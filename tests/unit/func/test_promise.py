import asyncio

from stepgraph.func.promise import Promise


def test_a_promise_can_be_awaited():
    async def waits(promise):
        asyncio.get_running_loop().call_later(0.001, promise.set_result, 5)
        return await promise

    assert asyncio.run(waits(Promise[int]())) == 5
