"""A workflow as a plain function: `@entrypoint`, and the `@task`s that it calls.

What is here makes a spec with one node, and runs calls of task functions; it has no way of its own
to run graphs.
"""

from stepgraph.func.entry import entrypoint
from stepgraph.func.tasks import task

__all__ = ["entrypoint", "task"]
