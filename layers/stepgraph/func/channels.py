"""The channels of a function: they take values as they are, whatever these look like."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from stepgraph.channels import MISSING, Channel


class Given(Channel):
    """The input, for as long as the function has not returned."""

    fleeting = True

    def fold(self, value: Any, writes: Sequence[Any]) -> Any:
        """The write."""
        return writes[-1] if writes else MISSING


class Returned(Channel):
    """What the function returned when it last did."""

    def fold(self, value: Any, writes: Sequence[Any]) -> Any:
        """The write, in place of the value."""
        return writes[-1] if writes else value
