"""Plans, runs, commits and routes. Pure: no I/O, no clock, no randomness and no AWS in here."""

from stepgraph.engine.checkpoint import Checkpoint, TaskRef
from stepgraph.engine.commit import commit, start
from stepgraph.engine.fold import fold
from stepgraph.engine.plan import Task, plan
from stepgraph.engine.result import TaskResult
from stepgraph.engine.spec import BranchSpec, GraphSpec, NodeSpec
from stepgraph.engine.task import run_task

__all__ = [
    "BranchSpec",
    "Checkpoint",
    "GraphSpec",
    "NodeSpec",
    "Task",
    "TaskRef",
    "TaskResult",
    "commit",
    "fold",
    "plan",
    "run_task",
    "start",
]
