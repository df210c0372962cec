"""A machine in a few lines: it carries tickets between the Lambdas of one graph, on any table."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from stepgraph.checkpoint.memory import InMemorySaver
from stepgraph.checkpoint.table import Table
from stepgraph.engine import GraphSpec
from stepgraph.engine.exits import exits_of
from stepgraph.errors import StepgraphError
from stepgraph.lambdas.context import LambdaContext
from stepgraph.lambdas.control import decide
from stepgraph.lambdas.launch import Launcher
from stepgraph.lambdas.node import run_node
from stepgraph.lambdas.signals import Signal
from stepgraph.ops.bundle import Bundle
from tests.unit.graphs import items_of, log_of, spec_of

Json = dict[str, Any]
Call = Callable[[], Json]
ENDS = ("__end__", "__interrupted__", "__failed__")
MAX_ATTEMPTS = 4


class OneGraph(Bundle):
    """A bundle of one graph that no file lists."""

    def __init__(self, spec: GraphSpec) -> None:
        self._spec = spec

    def spec(self, name: str) -> GraphSpec:
        return self._spec


class Machine:
    """The Lambdas, and the way from one to the next."""

    def __init__(self, builder: Any, table: Table | None = None) -> None:
        self.spec = spec_of(builder)
        self.table: Table = table or InMemorySaver()
        self.started: list[Json] = []
        self.events: list[tuple[str, Json, Call]] = []
        self.deliver: Callable[[Call], Json] = lambda call: call()

    # What each Lambda does with a ticket

    def start(self, input: Any, config: Json | None = None, thread: str = "t") -> Json:
        """Claim the thread; the ticket is the execution's input."""
        launcher = Launcher(OneGraph(self.spec), self.table, self._start)
        launcher.start("tiny", thread, input, config or {})
        return self.started[-1]

    def node(self, name: str, ticket: Json, retries: int = 0) -> Json:
        """The Lambda of a node."""
        return run_node(self._context(name).work({"ticket": ticket, "retries": retries})).to_json()

    def control(self, ticket: Json, error: str | None = None) -> Json:
        """The control Lambda."""
        return decide(self._context("").work({"ticket": ticket}), error).to_json()

    # The machine

    def run(self, input: Any, config: Json | None = None) -> str:
        """A whole execution; says how it ended."""
        ticket = self.start(input, config)
        while ticket["next"] not in ENDS:
            ticket = self._superstep(ticket)
        return str(ticket["next"])

    def _superstep(self, ticket: Json) -> Json:
        name = ticket["next"]
        if name != "*":
            return self._task(name, ticket)
        for index in ticket["tasks"]:
            with suppress(Signal, StepgraphError):
                self._tries(ticket["node"], {**ticket, "tasks": [index]})
        joined = {**ticket, "joined": {"superstep": "ran"}}
        follows = exits_of(self.spec, ticket["node"]).only
        if follows in (None, "__end__"):
            return self._leave(joined)
        return self._task(follows, joined)

    def _task(self, name: str | None, ticket: Json) -> Json:
        try:
            return self._tries(str(name), ticket)
        except (Signal, StepgraphError) as error:
            return self._leave(ticket, type(error).__name__)

    def _tries(self, name: str, ticket: Json) -> Json:
        for retries in range(MAX_ATTEMPTS):
            try:
                call = partial(self.node, name, ticket, retries)
                return self._deliver(name, ticket, call)
            except Signal as signal:
                if type(signal).__name__ != "NodeRetry":
                    raise
        raise AssertionError("a policy of more attempts than the machine has")

    def _leave(self, ticket: Json, error: str | None = None) -> Json:
        return self._deliver("control", ticket, partial(self.control, ticket, error))

    def _deliver(self, name: str, ticket: Json, call: Call) -> Json:
        self.events.append((name, ticket, call))
        return json.loads(json.dumps(self.deliver(call)))  # type: ignore[no-any-return]

    # What a test looks at

    def items(self) -> list[Json]:
        """What the thread's partition holds, apart from times."""
        return [
            {name: value for name, value in item.items() if name not in ("at", "updated_at")}
            for item in items_of(self.table)
        ]

    def state(self) -> Any:
        """The state as the log has it."""
        return log_of(self.table).load(self.spec).checkpoint.values

    def status(self) -> str:
        """The status of the thread."""
        return log_of(self.table).meta().status

    def failure(self) -> Any:
        """What stopped the run, as the log has it."""
        return log_of(self.table).load(self.spec).failure

    def _start(self, graph: str, name: str, input: str) -> None:
        self.started.append(json.loads(input))

    def _context(self, node: str) -> LambdaContext:
        return LambdaContext(graph="tiny", spec=self.spec, node=node, table=self.table)


def outcome(call: Call) -> Any:
    """What a delivery answered or raised."""
    try:
        return call()
    except (Signal, StepgraphError) as error:
        return type(error).__name__, str(error)
