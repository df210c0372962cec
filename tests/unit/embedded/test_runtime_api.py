import asyncio

from stepgraph.embedded.invocation import Invocation, Outcome
from stepgraph.embedded.runtime_api import RuntimeApi

ROOT = "/2018-06-01/runtime"
CALL = Invocation("id-1", b'{"a": 1}', "arn", "Root=x")


async def talk(api, method, path, body=b""):
    """One request on a connection of its own; the response's status, headers and body."""
    host, port = (await address(api)).split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    head = f"{method} {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n"
    writer.write(head.encode() + body)
    line, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().strip().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines)
    answer = await reader.readexactly(int(headers["Content-Length"]))
    writer.close()
    return int(line.split()[1]), headers, answer


async def address(api):
    api.__dict__.setdefault("at", None)
    api.at = api.at or await api.open()
    return api.at


def run(scenario):
    async def with_api():
        api = RuntimeApi()
        try:
            await scenario(api)
        finally:
            api.close()

    asyncio.run(with_api())


def test_the_next_invocation_carries_what_the_runtime_client_reads():
    async def scenario(api):
        api.hand(CALL, 60)
        status, headers, body = await talk(api, "GET", f"{ROOT}/invocation/next")

        assert (status, body) == (200, b'{"a": 1}')
        assert headers["Content-Type"] == "application/json"
        assert headers["Lambda-Runtime-Aws-Request-Id"] == "id-1"
        assert headers["Lambda-Runtime-Invoked-Function-Arn"] == "arn"
        assert headers["Lambda-Runtime-Trace-Id"] == "Root=x"
        assert int(headers["Lambda-Runtime-Deadline-Ms"]) > 0

    run(scenario)


def test_asking_for_work_ends_the_init_and_waits_until_there_is_some():
    async def scenario(api):
        asked = asyncio.create_task(talk(api, "GET", f"{ROOT}/invocation/next"))
        await asyncio.wait_for(api.init_over.wait(), 5)
        assert not asked.done()

        api.hand(CALL, 60)

        assert (await asked)[2] == CALL.payload

    run(scenario)


def test_a_response_and_an_error_settle_the_invocation():
    async def scenario(api):
        for kind, failed in (("response", False), ("error", True)):
            outcome = api.hand(CALL, 60)
            await talk(api, "GET", f"{ROOT}/invocation/next")
            status, *_ = await talk(api, "POST", f"{ROOT}/invocation/id-1/{kind}", b"done")
            assert status == 202
            assert await outcome == Outcome(b"done", failed)

    run(scenario)


def test_an_answer_to_another_invocation_changes_nothing():
    async def scenario(api):
        outcome = api.hand(CALL, 60)

        late, *_ = await talk(api, "POST", f"{ROOT}/invocation/id-0/response", b"late")
        await talk(api, "POST", f"{ROOT}/invocation/id-1/response", b"right")
        twice, *_ = await talk(api, "POST", f"{ROOT}/invocation/id-1/response", b"again")

        assert (late, twice) == (400, 400)
        assert (await outcome).payload == b"right"

    run(scenario)


def test_an_init_error_ends_the_init():
    async def scenario(api):
        status, *_ = await talk(api, "POST", f"{ROOT}/init/error", b"no module")

        assert (status, api.init_error) == (202, b"no module")
        assert api.init_over.is_set()

    run(scenario)


def test_an_unknown_path_is_not_found():
    async def scenario(api):
        status, *_ = await talk(api, "GET", "/2018-06-01/runtime/restore/next")
        assert status == 404

    run(scenario)
