"""What a deployment may set."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """The defaults are a laptop's."""

    max_wait_seconds: float = math.inf
    """How long one response may take to wait for a run, before it hands over."""
