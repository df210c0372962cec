"""Processes that die at a chosen write, as machines do."""

from __future__ import annotations

import itertools
import os
from typing import Any

from functions.graphs.spine import graph
from stepgraph.checkpoint.dynamodb import DynamoDBSaver
from stepgraph.checkpoint.table import Item, Put, Table, Update
from stepgraph.types import Command
from tests.spine import INPUT, config_of, history_of

KILLED = 9


class KillingTable:
    """A table whose process dies just before, or just after, its write number `at`."""

    blocks = True

    def __init__(self, table: Table, at: int, when: str) -> None:
        self._table = table
        self._numbers = itertools.count(1)  # counts right from several threads
        self._at = at
        self._when = when

    def get(self, pk: str, sk: str) -> Item | None:
        return self._table.get(pk, sk)

    def query(self, pk: str, first: str, last: str) -> list[Item]:
        return self._table.query(pk, first, last)

    def write(self, *changes: Put | Update) -> None:
        is_last = next(self._numbers) == self._at
        if is_last and self._when == "before":
            os._exit(KILLED)
        self._table.write(*changes)
        if is_last:
            os._exit(KILLED)


def carry_on(table: Table, thread: str) -> dict[str, Any]:
    """Take the spine from wherever its thread stands to its end."""
    runnable, config = graph.with_checkpointer(table), config_of(thread)
    while True:
        state = runnable.get_state(config)
        if state.interrupts:
            runnable.invoke(Command(resume=True), config)
        elif state.next:
            runnable.invoke(None, config)
        elif state.values:
            return state.values
        else:
            runnable.invoke(INPUT, config)


def run_and_die(endpoint: str, table: str, thread: str, at: int, when: str) -> None:
    """The work of a process that will not live to its end."""
    saver = DynamoDBSaver(table, region="eu-west-1", endpoint_url=endpoint)
    carry_on(KillingTable(saver, at, when), thread)


def history_in(table: Table, thread: str) -> list[dict[str, Any]]:
    """The history of a thread, whoever made it."""
    history = history_of(graph.with_checkpointer(table).get_state_history(config_of(thread)))
    # A run that was killed is followed by another one; which run did a step is all that may differ.
    return [{key: value for key, value in state.items() if key != "run"} for state in history]
