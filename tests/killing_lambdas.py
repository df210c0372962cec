"""Runs of the spine in which a Lambda dies at a chosen write."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from stepgraph.checkpoint.log import ThreadLog
from stepgraph.embedded import EmbeddedAws, EmbeddedStage
from stepgraph.ops.bundle import load_bundle
from stepgraph.types import Command
from tests.conftest import ROOT
from tests.spine import INPUT

# A Lambda, the number of the write in one invocation of it, and the side of it to die on.
Death = tuple[str, int, str]

# Each Lambda, and the writes that one invocation of it makes.
_WRITES = {
    "plan": 1, "assess": 1, "split": 1, "work": 1, "join": 2, "approve": 1, "publish": 1,
    "control": 1,
}  # fmt: skip
EVERY_DEATH: list[Death] = [
    (victim, at, when)
    for victim, writes in _WRITES.items()
    for at in range(1, writes + 1)
    for when in ("before", "after")
]

RUN_TIMEOUT_SECONDS = 60
# Three workers each, under a function's concurrency: every first attempt gets to run and to die.
RUNS_AT_ONCE = 3


def die_and_end(aws: EmbeddedAws, deaths: Sequence[Death]) -> tuple[EmbeddedStage, list[str]]:
    """One run for each death, to its end; the stage, and the threads that they were on."""
    stage = EmbeddedStage(
        aws,
        load_bundle(ROOT),
        stage="killed",
        node_handler="tests.killing_handlers.node",
        control_handler="tests.killing_handlers.control",
    )
    stage.deploy()
    threads = [f"kill.{victim}.{at}.{when}.{uuid.uuid4().hex}" for victim, at, when in deaths]
    with ThreadPoolExecutor(RUNS_AT_ONCE) as pool:
        for died in pool.map(lambda thread: _run_to_end(stage, thread), threads):
            assert died > 0, "no Lambda was killed"
    return stage, threads


def _run_to_end(stage: EmbeddedStage, thread: str) -> int:
    """Run, approve, and count the Lambdas that died on the way."""
    first = stage.launcher.start("spine", thread, INPUT, {}).run
    died = _wait_for(stage, first)
    second = stage.launcher.start("spine", thread, Command(resume=True), {}).run
    return died + _wait_for(stage, second)


def _wait_for(stage: EmbeddedStage, run: str) -> int:
    deadline = time.monotonic() + RUN_TIMEOUT_SECONDS
    while (execution := stage.execution("spine", run))["status"] == "RUNNING":
        assert time.monotonic() < deadline, "the execution does not end"
        time.sleep(0.1)
    thread = json.loads(execution["input"])["thread"]
    failure = ThreadLog(stage.table, thread).load(stage.bundle.spec("spine")).failure
    assert execution["status"] == "SUCCEEDED", failure
    return stage.errors("spine", run).count("Runtime.ExitError")
