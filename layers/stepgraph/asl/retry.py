"""Retry, as Step Functions writes it."""

from __future__ import annotations

import math
from typing import Any

from stepgraph.lambdas.signals import NodeRetry
from stepgraph.ops.retry import Policies, policies_of

# What may happen to any Lambda through no fault of its node: worth another attempt always.
_INFRASTRUCTURE = [
    "Lambda.AWSLambdaException",
    "Lambda.ClientExecutionTimeoutException",
    "Lambda.SdkClientException",
    "Lambda.ServiceException",
    "Lambda.TooManyRequestsException",
    "Lambda.Unknown",
    "Runtime.ExitError",
    "StorageError",
]
_INFRASTRUCTURE_ATTEMPTS = 5
# The most that Step Functions takes.
_MAX_DELAY_SECONDS = 31_622_400


def retries_of(given: Policies) -> list[dict[str, Any]]:
    """The Retry of a Task: its node's policy in whole seconds, and the infrastructure's."""
    # The node's Lambda says what is worth another attempt; of several policies the most patient
    # one is the machine's.
    chosen = max(policies_of(given), key=lambda policy: policy.max_attempts)
    infrastructure = _retry(_INFRASTRUCTURE, 1, _INFRASTRUCTURE_ATTEMPTS, 2.0) | {
        "JitterStrategy": "FULL"
    }
    if chosen.max_attempts <= 1:
        return [infrastructure]
    interval = max(1, math.ceil(chosen.initial_interval))
    own = _retry(
        [NodeRetry.__name__], interval, chosen.max_attempts - 1, max(1.0, chosen.backoff_factor)
    )
    own["MaxDelaySeconds"] = min(
        _MAX_DELAY_SECONDS, max(interval + 1, math.ceil(chosen.max_interval))
    )
    if chosen.jitter:
        own["JitterStrategy"] = "FULL"
    return [own, infrastructure]


def _retry(errors: list[str], interval: int, attempts: int, rate: float) -> dict[str, Any]:
    return {
        "ErrorEquals": errors,
        "IntervalSeconds": interval,
        "MaxAttempts": attempts,
        "BackoffRate": rate,
    }
