"""Tiny graphs, and the steps that a driver takes on them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import add
from typing import Annotated, Any, TypedDict

from stepgraph.checkpoint.head import Head
from stepgraph.checkpoint.log import ThreadLog
from stepgraph.checkpoint.table import ConflictError, Item, Put, Table, Update
from stepgraph.engine import GraphSpec, TaskResult, plan, run_task
from stepgraph.errors import StorageError
from stepgraph.graph import END, START, StateGraph
from stepgraph.types import RetryPolicy, Send

Node = Callable[..., Any]
AT_ONCE = RetryPolicy(initial_interval=0, jitter=False, max_attempts=3)
NOW = "2026-01-01T00:00:00+00:00"


class State(TypedDict, total=False):
    """One channel that keeps the last value, and one that appends."""

    value: Any
    log: Annotated[list[Any], add]


def says(name: str) -> Node:
    """A node that appends its name to the log."""
    return lambda _state: {"log": [name]}


def nodes(*names: str, retry: Any = None, **actions: Any) -> StateGraph:
    """A builder with these nodes and no edges yet; a node without an action says its name."""
    builder = StateGraph(State)
    for name in names:
        builder.add_node(name, actions.get(name) or says(name), retry_policy=retry)
    return builder


def chain(*names: str, retry: Any = None, **actions: Any) -> StateGraph:
    """START, each node in turn, END."""
    builder = nodes(*names, retry=retry, **actions)
    for start, end in zip((START, *names), (*names, END), strict=True):
        builder.add_edge(start, end)
    return builder


def side_by_side(*names: str, retry: Any = None, **actions: Any) -> StateGraph:
    """All nodes in the first superstep."""
    builder = nodes(*names, retry=retry, **actions)
    for name in names:
        builder.add_edge(START, name)
    return builder


def fan(
    worker: Node, args: Sequence[Any] = (0, 1, 2), retry: Any = None, **actions: Any
) -> StateGraph:
    """START, `split`, one `worker` for each of `args`, `join`, END."""
    builder = nodes("split", "worker", "join", retry=retry, worker=worker, **actions)
    builder.add_edge(START, "split")
    builder.add_conditional_edges("split", sends_of(args), ["worker"])
    builder.add_edge("worker", "join")
    return builder.add_edge("join", END)


def sends_of(args: Sequence[Any]) -> Callable[[Any], list[Send]]:
    """A router that sends each of `args` to `worker`."""

    def each(_state: Any) -> list[Send]:
        return [Send("worker", arg) for arg in args]

    return each


def spec_of(builder: StateGraph) -> GraphSpec:
    """Its spec, under the name that the tickets of these tests have."""
    return builder.compile(name="tiny").spec


def config(thread: Any = "t", **more: Any) -> dict[str, Any]:
    """A config that names a thread."""
    return {"configurable": {"thread_id": thread}, **more}


def log_of(table: Table, thread: str = "t") -> ThreadLog:
    """A log whose clock stands still."""
    return ThreadLog(table, thread, clock=lambda: NOW)


def begin(spec: GraphSpec, log: ThreadLog, input: Any = None, run: str = "run") -> Head:
    """A run begins on what the log holds."""
    return log.begin(spec, log.load(spec), input or {"value": 0}, run, {})


def run_tasks(spec: GraphSpec, head: Head) -> list[TaskResult]:
    """The results of all tasks that come next."""
    tasks = plan(spec, head.checkpoint)
    values, pending = head.checkpoint.values, head.pending
    return [run_task(spec, values, task, pending.answers_to(task.ref.path)) for task in tasks]


def superstep(spec: GraphSpec, log: ThreadLog, head: Head) -> Head:
    """Run what comes next and commit it, as a driver would."""
    results = run_tasks(spec, head)
    if len(results) > 1:
        for result in results:
            log.record(head, result)
        results = [writes.result for writes in head.pending.writes.values()]
    return log.commit(spec, head, results)


def run_to_end(spec: GraphSpec, log: ThreadLog, head: Head) -> Head:
    """Superstep after superstep."""
    while head.checkpoint.next:
        head = superstep(spec, log, head)
    return head


def items_of(table: Table, thread: str = "t") -> list[Item]:
    """Everything that a thread's partition holds."""
    return table.query(f"local#T#{thread}", " ", "\U0010ffff")


class Watched:
    """A table that notes its calls, and lets a test step in."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.calls: list[str] = []
        self.before: Callable[[int], None] = lambda _: None
        self.loses_response = False
        self.is_away = False
        self.blocks = getattr(table, "blocks", False)

    def get(self, pk: str, sk: str) -> Item | None:
        self._note("get")
        return self.table.get(pk, sk)

    def query(self, pk: str, first: str, last: str) -> list[Item]:
        self._note("query")
        return self.table.query(pk, first, last)

    def write(self, *changes: Put | Update) -> None:
        self._note("write" if len(changes) == 1 else f"transaction of {len(changes)}")
        if self.is_away:
            raise StorageError("the table is away")
        self.table.write(*changes)
        if self.loses_response:
            # The client tries again by itself, and then meets its own write.
            self.loses_response = False
            raise ConflictError("the item is there already")

    def _note(self, call: str) -> None:
        self.before(len(self.calls))
        self.calls.append(call)
