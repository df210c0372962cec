"""One graph, four ways to run, one result."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from langgraph_sdk import get_sync_client

from functions.graphs.spine import graph
from stepgraph.checkpoint.dynamodb import DynamoDBSaver
from stepgraph.checkpoint.log import ThreadLog
from stepgraph.checkpoint.memory import InMemorySaver
from stepgraph.checkpoint.table import Table
from stepgraph.embedded import EmbeddedAws, EmbeddedStage
from stepgraph.types import Command
from tests.spine import FINAL, INPUT, QUESTION, comparable, config_of, history_of

Outcome = tuple[dict[str, Any], list[dict[str, Any]]]
RUN_TIMEOUT_SECONDS = 30


def in_process(table: Table) -> Outcome:
    runnable, config = graph.with_checkpointer(table), config_of("same")
    stopped = runnable.invoke(INPUT, config)
    assert [interrupt.value for interrupt in stopped["__interrupt__"]] == [QUESTION]
    final = runnable.invoke(Command(resume=True), config)
    return final, history_of(runnable.get_state_history(config))


def on_dynamodb(aws: EmbeddedAws) -> Outcome:
    table = DynamoDBSaver("threads", region=aws.region, endpoint_url=aws.endpoint_url)
    table.create_table()
    return in_process(table)


def as_state_machine(stage: EmbeddedStage) -> Outcome:
    runnable, config = graph.with_checkpointer(stage.table), config_of(str(uuid.uuid4()))
    thread = config["configurable"]["thread_id"]
    wait_for(stage, stage.launcher.start("spine", thread, INPUT, {}).run)
    stopped = runnable.get_state(config)
    assert [interrupt.value for interrupt in stopped.interrupts] == [QUESTION]
    wait_for(stage, stage.launcher.start("spine", thread, Command(resume=True), {}).run)
    return runnable.get_state(config).values, history_of(runnable.get_state_history(config))


def wait_for(stage: EmbeddedStage, run: str) -> None:
    deadline = time.monotonic() + RUN_TIMEOUT_SECONDS
    while (execution := stage.execution("spine", run))["status"] == "RUNNING":
        assert time.monotonic() < deadline, "the execution does not end"
        time.sleep(0.02)
    assert execution["status"] == "SUCCEEDED", why(stage, execution)


def why(stage: EmbeddedStage, execution: dict[str, Any]) -> Any:
    thread = json.loads(execution["input"])["thread"]
    return ThreadLog(stage.table, thread).load(graph.spec).failure or execution


def over_http(url: str) -> Outcome:
    client = get_sync_client(url=url)
    thread = client.threads.create()["thread_id"]
    modes: Any = ["values", "updates"]
    parts = list(client.runs.stream(thread, "spine", input=INPUT, stream_mode=modes))
    assert parts[0].event == "metadata"
    asked = [part.data["__interrupt__"] for part in parts if "__interrupt__" in part.data]
    assert asked
    assert asked[0][0]["value"] == QUESTION
    state = client.threads.get_state(thread)
    assert state["next"] == ["approve"]
    resumed = list(client.runs.stream(thread, "spine", command={"resume": True}, stream_mode=modes))
    assert {"publish": {"report": FINAL["report"]}} in [part.data for part in resumed]
    final: Any = client.threads.get_state(thread)["values"]
    history: Any = client.threads.get_history(thread, limit=100)
    return final, comparable(history)


def test_the_spine_ends_in_the_same_state_and_history_in_all_four_ways(
    stage: EmbeddedStage, api_url: str
) -> None:
    ways: dict[str, Callable[[], Outcome]] = {
        "in process": lambda: in_process(InMemorySaver()),
        "on the log": lambda: on_dynamodb(stage.aws),
        "as a state machine": lambda: as_state_machine(stage),
        "over HTTP": lambda: over_http(api_url),
    }
    outcomes = {way: run() for way, run in ways.items()}
    expected = outcomes["in process"]
    assert expected[0] == FINAL
    assert len(expected[1]) == 9
    for way, outcome in outcomes.items():
        assert outcome[0] == expected[0], way
        assert outcome[1] == expected[1], way


@pytest.mark.parametrize("answer", [True, False])
def test_the_answer_decides_the_end(answer: bool) -> None:
    runnable, config = graph.with_checkpointer(InMemorySaver()), config_of("decided")
    runnable.invoke(INPUT, config)
    final = runnable.invoke(Command(resume=answer), config)
    assert final["report"].startswith("(withdrawn)") is not answer
