"""From what a caller resumes with to the answers of open questions. Pure."""

from __future__ import annotations

import re
from typing import Any

from stepgraph.checkpoint import ids
from stepgraph.checkpoint.head import Head
from stepgraph.checkpoint.records import Answer, Question
from stepgraph.errors import AmbiguousResumeError, NothingToResumeError, UnknownInterruptError

_INTERRUPT_ID = re.compile(r"[0-9a-f]{32}")


def open_questions(head: Head) -> dict[str, Question]:
    """The questions that wait for an answer, by interrupt id, in the order of their tasks."""
    found = {}
    for ref in head.checkpoint.next:
        for question in head.pending.open_questions(ref.path):
            found[ids.interrupt_id(head.task_id(question.path), question.index)] = question
    return found


def answers_for(head: Head, resume: Any) -> list[Answer]:
    """The answers that `resume` gives: one value, or a map from interrupt ids to values."""
    questions = open_questions(head)
    if not questions:
        raise NothingToResumeError(
            "The thread has no open interrupt.",
            "Send an input to start a new run, or no input at all to go on with pending tasks.",
        )
    if _is_map(resume):
        unknown = [key for key in resume if key not in questions]
        if unknown:
            raise UnknownInterruptError(
                f"Interrupt {unknown[0]!r} is not open on this thread.",
                f"Answer one of: {', '.join(questions)}.",
            )
        return [_answer(questions[key], value) for key, value in resume.items()]
    if len(questions) > 1:
        raise AmbiguousResumeError(
            f"{len(questions)} interrupts are open, and one value was given.",
            f"Resume with a map from their ids to values: {', '.join(questions)}.",
        )
    return [_answer(question, resume) for question in questions.values()]


def _is_map(resume: Any) -> bool:
    return (
        isinstance(resume, dict)
        and bool(resume)
        and all(isinstance(key, str) and _INTERRUPT_ID.fullmatch(key) for key in resume)
    )


def _answer(question: Question, value: Any) -> Answer:
    return Answer(question.seq, question.path, question.index, value)
