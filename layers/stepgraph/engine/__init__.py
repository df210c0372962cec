"""Plans, runs, commits and routes. Pure: no I/O, no clock, no randomness and no AWS in here."""

from stepgraph.engine.checkpoint import Checkpoint, TaskRef
from stepgraph.engine.commit import commit, start
from stepgraph.engine.fold import fold
from stepgraph.engine.plan import Task, plan, task_of
from stepgraph.engine.result import TaskResult
from stepgraph.engine.spec import BranchSpec, GraphSpec, NodeSpec
from stepgraph.engine.task import Blocking, Waiting, arun_task, run_task, stepped

__all__ = [
    "Blocking",
    "BranchSpec",
    "Checkpoint",
    "GraphSpec",
    "NodeSpec",
    "Task",
    "TaskRef",
    "TaskResult",
    "Waiting",
    "arun_task",
    "commit",
    "fold",
    "plan",
    "run_task",
    "start",
    "stepped",
    "task_of",
]
