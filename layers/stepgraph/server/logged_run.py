"""One run, as the log of its thread tells of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from stepgraph.checkpoint import items, keys
from stepgraph.checkpoint.head import CLAIM, ROOT
from stepgraph.checkpoint.log import ThreadLog
from stepgraph.checkpoint.reading import Stage
from stepgraph.checkpoint.records import Entry, Failure, Meta
from stepgraph.checkpoint.table import Item
from stepgraph.engine import GraphSpec
from stepgraph.errors import RunNotFoundError
from stepgraph.server.api import Api
from stepgraph.server.schemas import RunStatus

_STATUS: Mapping[str, RunStatus] = {
    "busy": "running",
    "idle": "success",
    "interrupted": "interrupted",
    "error": "error",
}


@dataclass(frozen=True, slots=True)
class LoggedRun:
    """A run, and where in its thread's log it began."""

    graph: str
    spec: GraphSpec
    log: ThreadLog
    claim: Entry

    @property
    def id(self) -> str:
        """The run's id."""
        return self.claim.run

    @property
    def thread(self) -> str:
        """The thread that it runs on."""
        return self.log.thread

    @property
    def metadata(self) -> dict[str, Any]:
        """What its caller said of it."""
        return dict((self.claim.config or {}).get("metadata") or {})

    def has_ended(self, meta: Meta) -> bool:
        """Whether the run owns its thread no more."""
        return meta.run != self.id or meta.status != "busy"

    def last_stage(self, stages: Sequence[Stage]) -> Stage | None:
        """The checkpoint that the run came to: of its own, or the one that it resumed."""
        own = (stage for stage in reversed(stages) if stage.entry.run == self.id)
        resumed = (stage for stage in stages if stage.entry.seq == self.claim.parent)
        return next(own, None) or next(resumed, None)

    def failure(self, stages: Sequence[Stage]) -> Failure | None:
        """What stopped the run."""
        stage = self.last_stage(stages)
        failures = stage.pending.failures.values() if stage else ()
        return next((failure for failure in failures if failure.run == self.id), None)


def find_run(api: Api, thread: str, run: str) -> LoggedRun:
    """The run with this id, however long ago it was."""
    log = api.log(thread)
    meta = log.meta()
    found = api.table.query(keys.thread_key(api.tenant, thread), *keys.log_range(ROOT, 0))
    for item in found:
        if item.get("run") == run and item.get("commit") == CLAIM:
            return _logged(api, log, meta.graph, item)
    raise RunNotFoundError(
        f"Thread {thread!r} has no run {run!r}.", "Check the id; run ids belong to one thread."
    )


def run_at(api: Api, thread: str, graph: str, seq: int) -> LoggedRun:
    """The run whose claim is at `seq`."""
    item = api.table.get(keys.thread_key(api.tenant, thread), keys.entry_key(ROOT, seq))
    assert item is not None
    return _logged(api, api.log(thread), graph, item)


def status_of(run: LoggedRun) -> tuple[RunStatus, str]:
    """How the run stands, and since when that is known."""
    meta = run.log.meta()
    if meta.run == run.id:
        return _STATUS[meta.status], meta.updated_at
    stages = run.log.history(run.spec).stages
    stage = run.last_stage(stages)
    assert stage is not None
    if run.failure(stages):
        return "error", stage.entry.at
    return _superseded(stage), stage.entry.at


def _superseded(stage: Stage) -> RunStatus:
    """How a run ended that came to `stage` without a failure, before another run went on."""
    if not stage.checkpoint.next:
        return "success"
    return "interrupted" if stage.pending.questions else "error"


def _logged(api: Api, log: ThreadLog, graph: str, item: Item) -> LoggedRun:
    claim = cast("Entry", items.record_of(item))
    return LoggedRun(graph, api.bundle.spec(graph), log, claim)
