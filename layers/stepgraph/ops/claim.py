"""How a run takes a thread: from an input, or from where the thread stopped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stepgraph.checkpoint.answers import answers_for
from stepgraph.checkpoint.head import Head
from stepgraph.checkpoint.log import ThreadLog
from stepgraph.engine import GraphSpec
from stepgraph.errors import EmptyInputError
from stepgraph.types import Command


def claim(
    spec: GraphSpec, log: ThreadLog, head: Head, input: Any, run: str, config: Mapping[str, Any]
) -> Head:
    """Append the claim that `input` asks for: a beginning or a resume."""
    if input is not None and not isinstance(input, Command):
        return log.begin(spec, head, input, run, config)
    if not head.checkpoint.next:
        raise EmptyInputError(
            f"Graph {spec.name!r} has no pending task on this thread.", "Give an input."
        )
    answers = answers_for(head, input.resume) if input else []
    return log.resume(spec, head, answers, run, config)
