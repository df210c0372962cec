"""Logs as JSON, one object a line."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aws_lambda_powertools import Logger


@cache
def logger() -> Logger:
    """The logger of this process; made on first use, since importing it takes its time."""
    from aws_lambda_powertools import Logger

    return Logger(service="stepgraph", level=os.environ.get("STEPGRAPH_LOG_LEVEL", "INFO"))
