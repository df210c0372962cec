"""What an error means: who can do something about it, what, and how sure that is. Pure.

An error says so itself (a `category`, as all of ours have), or its service does (an AWS code, an
HTTP status), or its type does; its wording comes last. What it was raised from may know better.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from stepgraph.errors import ErrorClass
from stepgraph.ops import known_errors
from stepgraph.ops.known_errors import Known
from stepgraph.ops.service_answers import (
    attribute,
    aws_code_of,
    retry_after_of,
    status_of,
)

# A cause was named by whoever raised the error; a context only happened to be there.
CAUSE_CONFIDENCE = 0.8
CONTEXT_CONFIDENCE = 0.5
# Chains are short. A longer one tells nothing new, and a ring would have no end.
MAX_CHAIN = 8
# Where a service puts its whole answer into the message, its beginning says what is wrong.
MAX_WORDING = 2_000

# With several errors at once, the one that is worst for trying again decides.
_BY_GRAVITY = (
    ErrorClass.FATAL,
    ErrorClass.PERMANENT,
    ErrorClass.UNKNOWN,
    ErrorClass.RECOVERABLE,
    ErrorClass.TRANSIENT,
)
_SUGGESTIONS = {
    ErrorClass.TRANSIENT: "Try again.",
    ErrorClass.RECOVERABLE: "Change the input or take another way, then resume the thread.",
    ErrorClass.PERMANENT: "Mend the code: it fails the same way again.",
    ErrorClass.FATAL: "Mend the deployment before anything else runs on it.",
    ErrorClass.UNKNOWN: "Read the traceback; give the error's class a `category` once you know.",
}


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What an error means."""

    category: ErrorClass
    code: str
    suggestion: str
    confidence: float
    retry_after: float | None = None
    """The seconds that the service asks callers to wait."""


_NOTHING = Diagnosis(
    ErrorClass.UNKNOWN, "UNKNOWN", _SUGGESTIONS[ErrorClass.UNKNOWN], confidence=0.0
)


def classify(error: BaseException) -> Diagnosis:
    """The surest of what the error and its causes say; of a group, the worst. Never raises."""
    diagnoses = [_of_chain(end) for end in ends_of(error)]
    worst = min(diagnoses, key=lambda found: _BY_GRAVITY.index(found.category))
    if worst.category is not ErrorClass.TRANSIENT:
        return worst
    # All may pass by themselves: when the slowest has, and as surely as the least sure.
    waits = [found.retry_after for found in diagnoses if found.retry_after is not None]
    sure = min(found.confidence for found in diagnoses)
    return replace(worst, confidence=sure, retry_after=max(waits, default=None))


def ends_of(error: BaseException) -> Iterator[BaseException]:
    """The errors in a group, however it is nested; of any other error, itself."""
    waiting = [error]
    while waiting:
        found = waiting.pop()
        if isinstance(found, BaseExceptionGroup):
            waiting += reversed(found.exceptions)
        else:
            yield found


def _of_chain(error: BaseException) -> Diagnosis:
    chain = list(itertools.islice(_chain(error), MAX_CHAIN))
    found = [
        replace(said, confidence=round(said.confidence * share, 3))
        for link, share in chain
        if (said := _of_one(link))
    ]
    # The first of equals, which is the one nearest to the error itself.
    best = max(found, key=lambda said: said.confidence, default=_NOTHING)
    waits = (retry_after_of(link) for link, _ in chain)
    return replace(best, retry_after=next((wait for wait in waits if wait is not None), None))


def _chain(error: BaseException) -> Iterator[tuple[BaseException, float]]:
    """The error and what it came from, each with how much it counts."""
    link: BaseException | None = error
    share = 1.0
    while link is not None:
        yield link, share
        if link.__cause__ is not None:
            link, share = link.__cause__, share * CAUSE_CONFIDENCE
        else:
            link = None if link.__suppress_context__ else link.__context__
            share *= CONTEXT_CONFIDENCE


def _of_one(error: BaseException) -> Diagnosis | None:
    own = attribute(error, "category")
    if isinstance(own, ErrorClass):
        return _of_itself(error, own)
    known = _of_service(error) or _of_type(error)
    if known:
        return Diagnosis(known.category, known.code, known.suggestion, known.confidence)
    return _of_wording(error)


def _of_itself(error: BaseException, category: ErrorClass) -> Diagnosis:
    code, next_step = attribute(error, "code"), attribute(error, "next_step")
    return Diagnosis(
        category,
        code if isinstance(code, str) else category.name,
        next_step if next_step and isinstance(next_step, str) else _SUGGESTIONS[category],
        # One that only carries another's message leaves it to what it was raised from.
        confidence=0.0 if category is ErrorClass.UNKNOWN else 1.0,
    )


def _of_service(error: BaseException) -> Known | None:
    if not isinstance(error, Exception):
        # The code of a SystemExit is no HTTP status.
        return None
    return known_errors.AWS_CODES.get(aws_code_of(error) or "") or _of_status(status_of(error))


def _of_status(status: int | None) -> Known | None:
    if status is None:
        return None
    is_server = status >= known_errors.FIRST_SERVER_STATUS
    other = known_errors.OTHER_SERVER_STATUS if is_server else known_errors.OTHER_CLIENT_STATUS
    return known_errors.STATUSES.get(status, other)


def _of_type(error: BaseException) -> Known | None:
    if isinstance(error, OSError) and error.errno in known_errors.ERRNOS:
        return known_errors.ERRNOS[error.errno]
    names = map(name_of, type(error).__mro__)
    return next((known_errors.TYPES[name] for name in names if name in known_errors.TYPES), None)


def name_of(kind: type) -> str:
    """A type as tables name it: its package and its name; of Python's own, the name."""
    package = str(kind.__module__).partition(".")[0]
    return kind.__name__ if package == "builtins" else f"{package}.{kind.__name__}"


def text_of(error: BaseException) -> str:
    """The message; empty where making it fails."""
    try:
        return str(error)
    except Exception:
        return ""


def _of_wording(error: BaseException) -> Diagnosis | None:
    text = text_of(error)[:MAX_WORDING]
    for pattern, known in known_errors.WORDINGS.items():
        if re.search(pattern, text, re.IGNORECASE):
            confidence = known_errors.WORDING_CONFIDENCE
            return Diagnosis(known.category, known.code, known.suggestion, confidence)
    return None
