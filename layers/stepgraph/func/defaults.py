"""What an entrypoint hands on to the tasks that it calls, and these to theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stepgraph.types import RetryPolicy

if TYPE_CHECKING:
    from stepgraph.cache.base import BaseCache


@dataclass(frozen=True, slots=True)
class Defaults:
    """For a task function that does not say otherwise."""

    retry: Sequence[RetryPolicy] = ()
    cache: BaseCache[Any] | None = None


NONE = Defaults()
