"""What a run shows is read from its log, little by little, while others write it."""

import asyncio
import math

import pytest

from stepgraph.checkpoint.memory import InMemorySaver
from stepgraph.errors import InvalidInputError
from stepgraph.execute import Event, drive
from stepgraph.lambdas.launch import Launcher
from stepgraph.server import Settings, follow
from stepgraph.server.api import Api
from stepgraph.server.logged_run import run_at
from tests.unit.server.local import LocalRuns

MODES = ["updates", "values"]
INPUT = {"turns": ["in"]}
BUNDLE = LocalRuns().bundle


class Spied(InMemorySaver):
    """Remembers from where it was asked to read."""

    def __init__(self):
        super().__init__()
        self.read_from = []

    def query(self, pk, first, last):
        self.read_from.append(first)
        return super().query(pk, first, last)


@pytest.fixture
def table():
    return Spied()


def begun(table, graph):
    """A run that is claimed, and what drives it a superstep further."""
    launcher = Launcher(BUNDLE, table, lambda *_: None)
    started = launcher.start(graph, "t", INPUT, {})
    run = run_at(Api(launcher, Settings()), "t", graph, started.seq)
    return run, drive(run.spec, run.log, run.log.load(run.spec))


def watched(run, driver, monkeypatch):
    """The events of a run that takes one superstep between two reads."""

    async def step(_):
        next(driver, None)

    async def watch():
        monkeypatch.setattr(follow, "sleep", step)
        return [one async for one in follow.follow(run, MODES, follow.Cursor(0, 0))]

    return asyncio.run(watch())


def in_process(graph):
    compiled = BUNDLE.graph(graph).with_checkpointer(InMemorySaver())
    config = {"configurable": {"thread_id": "t"}}
    return [Event(*one) for one in compiled.stream(INPUT, config, stream_mode=MODES)]


def test_nothing_is_missed_or_shown_twice_across_snapshots(table, monkeypatch):
    run, driver = begun(table, "heavy")
    _, *shown = watched(run, driver, monkeypatch)
    assert [one.event for one in shown] == in_process("heavy")
    assert [one.at for one in shown] == sorted({one.at for one in shown})


def test_what_was_shown_before_a_snapshot_is_not_read_again(table, monkeypatch):
    run, driver = begun(table, "heavy")
    table.read_from.clear()
    watched(run, driver, monkeypatch)
    assert table.read_from == sorted(table.read_from)
    assert len(set(table.read_from)) > 1


def test_a_run_that_ended_before_the_first_read_is_shown_whole(table, monkeypatch):
    run, driver = begun(table, "heavy")
    list(driver)
    _, *shown = watched(run, driver, monkeypatch)
    assert [one.event for one in shown] == in_process("heavy")


def test_a_run_is_shown_until_the_time_is_up(table):
    async def watch():
        run, _ = begun(table, "heavy")
        return [one async for one in follow.follow(run, MODES, follow.Cursor(0, 0), until=0)]

    assert [one.event.mode for one in asyncio.run(watch())] == ["metadata", "values"]


def test_nobody_waits_for_a_run_when_the_caller_is_gone(table):
    async def gone():
        return True

    run, _ = begun(table, "heavy")
    assert asyncio.run(follow.wait_for_end(run, math.inf, gone)) is None


@pytest.mark.parametrize("cursor", [follow.Cursor(1, 0), follow.Cursor(12, 34)])
def test_a_cursor_is_read_back_from_its_text(cursor):
    assert follow.Cursor.parse(str(cursor)) == cursor


@pytest.mark.parametrize("text", ["x", "1", "1-", "-2", "1-x", "1-2-3", "²-1"])
def test_text_that_is_no_cursor_is_refused(text):
    with pytest.raises(InvalidInputError, match="event id"):
        follow.Cursor.parse(text)
