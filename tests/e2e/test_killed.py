"""Whoever does the work is killed at a write; the run ends as if nothing had happened."""

from __future__ import annotations

import multiprocessing
from typing import Any

import pytest

from stepgraph.checkpoint.dynamodb import DynamoDBSaver
from stepgraph.checkpoint.memory import InMemorySaver
from stepgraph.checkpoint.table import Table
from stepgraph.embedded import EmbeddedAws
from tests.killing import KILLED, carry_on, history_in, run_and_die
from tests.spine import FINAL

PATIENCE_SECONDS = 60
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
    table: Table = InMemorySaver()
    assert carry_on(table, "unharmed") == FINAL
    return history_in(table, "unharmed")


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
    killed.join(PATIENCE_SECONDS)
    assert killed.exitcode == KILLED
    assert carry_on(table, thread) == FINAL
    assert history_in(table, thread) == expected


def test_a_driver_makes_no_more_writes_than_were_tried(
    table: DynamoDBSaver, aws: EmbeddedAws
) -> None:
    run_and_die(aws.endpoint_url, table.table_name, "counted", WRITES_OF_A_RUN + 1, "before")
    assert carry_on(table, "counted") == FINAL
