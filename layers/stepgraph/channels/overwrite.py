"""Writes that replace a value and are not folded into it.

An `Overwrite` that has travelled as JSON is a dict by the time it arrives, so that counts too.
LangGraph knows them in reducers alone, and stores the wrapper itself everywhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from stepgraph.channels.base import MISSING
from stepgraph.types import OVERWRITE, Overwrite

# Only these can carry an overwrite; whoever folds often asks this first.
CARRIERS: Final = frozenset({Overwrite, dict})


def overwritten_by(write: Any) -> Any:
    """What `write` puts in the place of the value; MISSING where it is an ordinary write."""
    if type(write) is Overwrite:
        return write.value
    if type(write) is dict:
        if len(write) == 1 and OVERWRITE in write:
            return write[OVERWRITE]
        if write.get("type") == OVERWRITE and "value" in write:
            return write["value"]
    return MISSING


def last_overwrite(writes: Sequence[Any]) -> Any:
    """What the last Overwrite among `writes` puts in the place of the value, or MISSING."""
    for write in reversed(writes):
        value = overwritten_by(write)
        if value is not MISSING:
            return value
    return MISSING


def last_written(writes: Sequence[Any], value: Any) -> Any:
    """The last write, out of its Overwrite if it has one; `value` where there is none."""
    if not writes:
        return value
    replacement = overwritten_by(writes[-1])
    return writes[-1] if replacement is MISSING else replacement
