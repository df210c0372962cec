"""How a run takes a thread: from an input, or from where the thread stopped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from stepgraph.checkpoint.answers import answers_for
from stepgraph.checkpoint.head import Head
from stepgraph.checkpoint.log import ThreadLog
from stepgraph.engine import GraphSpec
from stepgraph.errors import EmptyInputError, InvalidInputError, NothingToResumeError
from stepgraph.types import Command


def claim(
    spec: GraphSpec, log: ThreadLog, head: Head, input: Any, run: str, config: Mapping[str, Any]
) -> Head:
    """Append the claim that `input` asks for: a beginning or a resume."""
    if input is not None and not isinstance(input, Command):
        return log.begin(spec, head, input, run, config)
    if input is not None and (input.update is not None or input.goto):
        raise InvalidInputError(
            "A Command with an update or a goto cannot start a run.",
            "Resume with Command(resume=...), and write with update_state(...).",
        )
    if not head.checkpoint.next and input is not None:
        raise NothingToResumeError(
            "No question is open on this thread.", "Send an input to start a new run."
        )
    if not head.checkpoint.next:
        raise EmptyInputError(
            f"Graph {spec.name!r} has no pending task on this thread.", "Give an input."
        )
    answers = answers_for(head, input.resume) if input else []
    if head.tail is None:
        return log.resume(spec, head, answers, run, config)
    # Going on from an older checkpoint runs its tasks anew, at a position of their own.
    head = log.fork(spec, head, run, config)
    log.answer(head, [replace(answer, seq=head.checkpoint.seq) for answer in answers])
    return head
