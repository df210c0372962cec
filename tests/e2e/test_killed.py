"""Whoever does the work is killed at every write; the run ends as if nothing had happened."""

from __future__ import annotations

import multiprocessing
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from functions.graphs.spine import graph
from stepgraph.checkpoint.dynamodb import DynamoDBSaver
from stepgraph.checkpoint.memory import InMemorySaver
from stepgraph.embedded import EmbeddedAws
from stepgraph.embedded.stage import EmbeddedStage
from stepgraph.ops.bundle import load_bundle
from stepgraph.types import Command
from tests.e2e.conftest import ROOT
from tests.killing import KILLED, carry_on, run_and_die
from tests.spine import FINAL, INPUT, config_of, history_of

RUN_TIMEOUT_SECONDS = 60
# Under a function's concurrency, so that every first attempt gets to run and to die.
RUNS_AT_ONCE = 6
# Begin, 3 nodes, 3 workers, the fan's commit, join, question, close; resume, approve, publish.
WRITES_OF_A_RUN = 14

forking = multiprocessing.get_context("forkserver")
forking.set_forkserver_preload(["tests.killing"])


@pytest.fixture(scope="module")
def table(aws: EmbeddedAws) -> DynamoDBSaver:
    saver = DynamoDBSaver("killed", region=aws.region, endpoint_url=aws.endpoint_url)
    saver.create_table()
    return saver


@pytest.fixture(scope="module")
def expected() -> list[dict[str, Any]]:
    table = InMemorySaver()
    assert carry_on(table, "unharmed") == FINAL
    return history_in(table, "unharmed")


def history_in(table: Any, thread: str) -> list[dict[str, Any]]:
    history = history_of(graph.with_checkpointer(table).get_state_history(config_of(thread)))
    # A run that was killed is followed by another one; which run did a step is all that may differ.
    return [{key: value for key, value in state.items() if key != "run"} for state in history]


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("at", range(1, WRITES_OF_A_RUN + 1))
def test_a_driver_killed_at_any_write_is_carried_on_to_the_same_end(
    at: int, when: str, table: DynamoDBSaver, aws: EmbeddedAws, expected: list[dict[str, Any]]
) -> None:
    thread = f"{at}-{when}"
    killed = forking.Process(
        target=run_and_die, args=(aws.endpoint_url, table.table_name, thread, at, when)
    )
    killed.start()
    killed.join(RUN_TIMEOUT_SECONDS)
    assert killed.exitcode == KILLED
    assert carry_on(table, thread) == FINAL
    assert history_in(table, thread) == expected


def test_a_driver_has_no_more_writes_than_were_tried(
    table: DynamoDBSaver, aws: EmbeddedAws
) -> None:
    run_and_die(aws.endpoint_url, table.table_name, "counted", WRITES_OF_A_RUN + 1, "before")
    assert carry_on(table, "counted") == FINAL


# Each Lambda and the writes that one invocation of it makes.
WRITES_OF_A_LAMBDA = {
    "plan": 1, "assess": 1, "split": 1, "work": 1, "join": 2, "approve": 1, "publish": 1,
    "control": 1,
}  # fmt: skip


def test_lambdas_killed_at_any_write_are_retried_to_the_same_end(
    aws: EmbeddedAws, expected: list[dict[str, Any]]
) -> None:
    handlers = "tests.e2e.killing_handlers"
    stage = EmbeddedStage(
        aws,
        load_bundle(ROOT),
        node_handler=f"{handlers}.node",
        control_handler=f"{handlers}.control",
    )
    stage.deploy()
    threads = [
        f"kill.{victim}.{at}.{when}.{uuid.uuid4().hex}"
        for victim, writes in WRITES_OF_A_LAMBDA.items()
        for at in range(1, writes + 1)
        for when in ("before", "after")
    ]
    with ThreadPoolExecutor(RUNS_AT_ONCE) as pool:
        for retries in pool.map(lambda thread: run_to_end(stage, thread), threads):
            assert retries > 0, "no Lambda was killed"
    for thread in threads:
        runnable = graph.with_checkpointer(stage.table)
        assert runnable.get_state(config_of(thread)).values == FINAL, thread
        assert history_in(stage.table, thread) == expected, thread


def run_to_end(stage: EmbeddedStage, thread: str) -> int:
    """Run, approve, and count the Lambdas that died on the way."""
    first = stage.launcher.start("spine", thread, INPUT, {}).run
    died = wait_for(stage, first)
    second = stage.launcher.start("spine", thread, Command(resume=True), {}).run
    return died + wait_for(stage, second)


def wait_for(stage: EmbeddedStage, run: str) -> int:
    deadline = time.monotonic() + RUN_TIMEOUT_SECONDS
    while (execution := stage.execution("spine", run))["status"] == "RUNNING":
        assert time.monotonic() < deadline, "the execution does not end"
        time.sleep(0.1)
    assert execution["status"] == "SUCCEEDED", execution
    return stage.errors("spine", run).count("Runtime.ExitError")
