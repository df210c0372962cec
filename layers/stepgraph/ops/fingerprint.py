"""The errors of siblings, each kind of them once. Pure.

Ten tasks that meet the same trouble are one thing to decide about, and not ten.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import FrameType
from typing import NamedTuple

from stepgraph.ops.classify import classify, ends_of, name_of, text_of

_LENGTH = 16
# Particulars are words that hold a digit: numbers, times, ids, addresses. What stands between
# two of them, as in 10.0.0.1, belongs to them.
_WORD = re.compile(r"[\w-]+")
_ROW_OF_PARTICULARS = re.compile(r"#(?:[.:,/+]#)+")
# The last is where layers lie in a Lambda.
_INSTALLED = ("site-packages", "dist-packages", "/opt/python/")
_NOT_OWN = sys.stdlib_module_names | {"stepgraph"}


class Sighting(NamedTuple):
    """One error at one task, as it fits into a log."""

    task: str
    fingerprint: str
    error: str
    message: str


@dataclass(frozen=True, slots=True)
class Gathered:
    """One kind of error, and the tasks that met it."""

    fingerprint: str
    error: str
    message: str
    """That of the first task; the others' differ in particulars only."""

    tasks: tuple[str, ...]


def gather(sightings: Iterable[Sighting]) -> list[Gathered]:
    """Each kind of error once, in the order of the first tasks that met it."""
    kinds: dict[str, list[Sighting]] = {}
    for sighting in sorted(sightings):
        kinds.setdefault(sighting.fingerprint, []).append(sighting)
    return [_gathered(same) for same in kinds.values()]


def sightings_of(task: str, error: BaseException) -> Iterator[Sighting]:
    """What a task failed with: one sighting, or one for each error of a group."""
    for end in ends_of(error):
        yield Sighting(task, fingerprint(end), type(end).__name__, text_of(end))


def fingerprint(error: BaseException) -> str:
    """The same for two errors that are one trouble: by type, place and wording."""
    parts = (name_of(type(error)), classify(error).code, _place(error), normalised(text_of(error)))
    return hashlib.blake2b("\0".join(parts).encode(), digest_size=_LENGTH // 2).hexdigest()


def normalised(message: str) -> str:
    """The message without its particulars."""
    return _ROW_OF_PARTICULARS.sub("#", _WORD.sub(_without_particulars, message))


def _without_particulars(word: re.Match[str]) -> str:
    return "#" if any(map(str.isdigit, word[0])) else word[0]


def _gathered(same: list[Sighting]) -> Gathered:
    first = same[0]
    tasks = tuple(dict.fromkeys(sighting.task for sighting in same))
    return Gathered(first.fingerprint, first.error, first.message, tasks)


def _place(error: BaseException) -> str:
    """The function of the user's own in which it happened; no line, which any edit moves."""
    own = [frame.f_code.co_qualname for frame in _frames(error) if _is_own(frame)]
    return own[-1] if own else ""


def _frames(error: BaseException) -> Iterator[FrameType]:
    trace = error.__traceback__
    while trace:
        yield trace.tb_frame
        trace = trace.tb_next


def _is_own(frame: FrameType) -> bool:
    package = str(frame.f_globals.get("__name__", "")).partition(".")[0]
    is_installed = any(folder in frame.f_code.co_filename for folder in _INSTALLED)
    return package not in _NOT_OWN and not is_installed
