"""What an entrypoint returns, where that is not what its next run is to get."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Final[R, S]:
    """Two values in the place of one; written as `entrypoint.final`."""

    value: R
    """For the caller."""

    save: S
    """For `previous`."""
