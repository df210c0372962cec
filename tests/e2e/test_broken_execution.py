"""A run whose execution is stopped from outside does not keep its thread."""

from __future__ import annotations

import time
import uuid

from stepgraph.checkpoint.log import ThreadLog
from stepgraph.embedded import EmbeddedStage
from tests.spine import INPUT

PATIENCE_SECONDS = 20


def test_a_run_whose_execution_is_stopped_is_closed_by_the_finish_lambda(
    stage: EmbeddedStage,
) -> None:
    thread = str(uuid.uuid4())
    run = stage.launcher.start("spine", thread, INPUT, {}).run
    execution = stage.execution("spine", run)["executionArn"]
    stage.aws.client("stepfunctions").stop_execution(executionArn=execution)
    log, deadline = ThreadLog(stage.table, thread), time.monotonic() + PATIENCE_SECONDS
    while log.meta().status == "busy":
        assert time.monotonic() < deadline, "the thread stays busy"
        time.sleep(0.05)
    # Free again, whichever came first: the stop, or the graph's own question.
    assert log.meta().status in ("error", "interrupted")
    assert stage.launcher.start("spine", thread, INPUT, {}).run != run
