"""Streams, as the LangGraph clients read them."""

import asyncio
import copy
import json
from functools import cache

import pytest
from langgraph_sdk import get_client
from langgraph_sdk.schema import StreamMode

from functions.graphs.spine import graph as spine
from stepgraph.checkpoint.memory import InMemorySaver
from stepgraph.server import Settings, create_app
from stepgraph.server.encoding import to_json
from stepgraph.types import Command
from tests.unit.server.local import client_of, served

TOPIC = {"topic": "solar power"}
STEPS = {"steps": ["in"]}
MODES: list[StreamMode] = ["updates", "values"]


@cache
def in_process(*, resumed=False):
    """What the graph's own stream shows, in the form of JSON."""
    graph, config = spine.with_checkpointer(InMemorySaver()), {"configurable": {"thread_id": "t"}}
    shown = [list(event) for event in graph.stream(TOPIC, config, stream_mode=MODES)]
    if resumed:
        answer: Command = Command(resume=True)
        shown = [list(event) for event in graph.stream(answer, config, stream_mode=MODES)]
    return without_ids(json.loads(to_json(shown)))


def without_ids(events):
    """Ids of interrupts hash where the thread stands, so each thread has its own."""
    events = copy.deepcopy(events)
    for _, data in events:
        for question in data.get("__interrupt__", ()):
            question["id"] = ""
    return events


def shown(parts):
    return without_ids([[part.event, part.data] for part in parts if part.event != "metadata"])


class Streamed:
    """A run that was streamed to its interrupt."""

    created: dict

    def __init__(self, sdk):
        self.sdk = sdk
        self.thread = sdk.threads.create()["thread_id"]
        self.parts = list(
            sdk.runs.stream(
                self.thread,
                "spine",
                input=TOPIC,
                stream_mode=MODES,
                on_run_created=lambda created: setattr(self, "created", created),
            )
        )

    def joined(self, **how):
        return list(self.sdk.runs.join_stream(self.thread, self.created["run_id"], **how))


@pytest.fixture(scope="module")
def streamed(url):
    with client_of(url) as sdk:
        yield Streamed(sdk)


def test_a_stream_shows_what_the_graph_shows_in_process(sdk):
    run = Streamed(sdk)
    assert shown(run.parts) == in_process()
    resumed = sdk.runs.stream(run.thread, "spine", command={"resume": True}, stream_mode=MODES)
    assert shown(resumed) == in_process(resumed=True)


def test_an_async_client_sees_the_same(url):
    async def talk():
        async with get_client(url=url, api_key=None) as client:
            thread = (await client.threads.create())["thread_id"]
            stream = client.runs.stream(thread, "spine", input=TOPIC, stream_mode=MODES)
            parts = [part async for part in stream]
            state = await client.threads.get_state(thread)
            end = await client.runs.wait(thread, "spine", command={"resume": True})
            return parts, state, end

    parts, state, end = asyncio.run(talk())
    assert shown(parts) == in_process()
    assert state["next"] == ["approve"]
    assert end["approved"] is True


def test_a_stream_begins_with_the_run_and_the_state_with_its_input(streamed):
    first, *_ = streamed.parts
    assert first.event == "metadata"
    assert first.data == {"run_id": streamed.created["run_id"], "attempt": 1}
    second = next(part for part in streamed.parts if part.event == "values")
    assert second.data == {**TOPIC, "findings": [], "log": []}


@pytest.mark.parametrize("modes", ["values", ["updates"], ["values", "values"]])
def test_a_stream_shows_the_modes_that_were_asked_for_once(streamed, modes):
    parts = streamed.joined(stream_mode=modes)
    mode = modes if isinstance(modes, str) else modes[0]
    assert {part.event for part in parts} == {"metadata", mode}
    assert shown(parts) == [event for event in in_process() if event[0] == mode]


def test_every_event_has_an_id_of_its_own(streamed):
    ids = [part.id for part in streamed.parts]
    assert None not in ids
    assert len(set(ids)) == len(ids)


def test_a_failure_is_the_last_event(sdk):
    thread = sdk.threads.create()["thread_id"]
    *_, last = sdk.runs.stream(thread, "broken", input=STEPS)
    assert last.event == "error"
    assert last.data == {
        "code": "NODE_FAILED",
        "error": "ValueError",
        "message": "the tap is dry",
    }


def test_events_come_while_the_run_goes_on(sdk, gate):
    gate.clear()
    thread = sdk.threads.create()["thread_id"]
    stream = sdk.runs.stream(thread, "gated", input=STEPS)
    next(stream), next(stream)
    assert sdk.threads.get(thread)["status"] == "busy"
    gate.set()
    assert [part.data["steps"][-1] for part in stream] == ["one", "two"]


def test_a_stream_that_is_joined_late_misses_nothing(streamed):
    assert streamed.joined(stream_mode=MODES) == streamed.parts
    assert streamed.joined(stream_mode=MODES, last_event_id="-1") == streamed.parts
    assert {part.event for part in streamed.joined()} == {"metadata", "values"}


def test_a_stream_goes_on_after_any_event(streamed):
    for index, part in enumerate(streamed.parts):
        rest = streamed.joined(stream_mode=MODES, last_event_id=part.id)
        assert rest == streamed.parts[index + 1 :]


def test_an_event_id_that_is_not_ours_is_refused(http):
    http.post("/threads", json={"thread_id": "t"})
    response = http.get("/threads/t/runs/r/stream", headers={"last-event-id": "x"})
    assert response.status_code == 422


@pytest.mark.filterwarnings("error")
def test_a_client_reconnects_when_a_stream_may_take_no_longer(runs, gate, monkeypatch):
    reconnects = []

    def open_at_the_third(attempt, **_):
        reconnects.append(attempt)
        if len(reconnects) == 3:
            gate.set()
        return 0.01

    monkeypatch.setattr("langgraph_sdk._sync.http._reconnect_delay", open_at_the_third)
    gate.clear()
    app = create_app(runs.launcher, Settings(max_wait_seconds=0.01))
    with served(app) as url, client_of(url) as client:
        stream = client.runs.stream(
            "t", "gated", input=STEPS, if_not_exists="create", stream_mode=MODES
        )
        parts = list(stream)
    assert len(reconnects) >= 3
    assert [part.event for part in parts] == ["metadata", "values", *MODES, *MODES]
    assert parts[-1].data == {"steps": ["in", "one", "two"]}


def test_a_table_that_fails_ends_the_stream_with_an_error(runs, http, gate, monkeypatch):
    gate.clear()
    body = {"assistant_id": "gated", "input": STEPS, "if_not_exists": "create"}
    query = runs.table.query
    reads = []

    def fail_later(*key):
        reads.append(key)
        if len(reads) > 2:
            raise RuntimeError("secret")
        return query(*key)

    monkeypatch.setattr(runs.table, "query", fail_later)
    text = http.post("/threads/t/runs/stream", json=body).text
    monkeypatch.undo()
    assert "event: error" in text
    assert '"code":"INTERNAL"' in text
    assert "secret" not in text
