"""Which failures are worth another attempt, and after how long."""

from __future__ import annotations

import random
from collections.abc import Sequence

from stepgraph.errors import GraphBubbleUp, StepgraphError, TransientError
from stepgraph.types import RetryPolicy

_TRANSIENT = (TransientError, ConnectionError, TimeoutError)
_MISTAKES = (
    ArithmeticError,
    ImportError,
    LookupError,
    NameError,
    OSError,
    ReferenceError,
    RuntimeError,
    StopAsyncIteration,
    StopIteration,
    SyntaxError,
    TypeError,
    ValueError,
)

# Three retries, after 1, 2 and 4 seconds, for nodes that say nothing else.
DEFAULT_POLICY = RetryPolicy(
    initial_interval=1.0, backoff_factor=2.0, max_attempts=4, jitter=False, retry_on=_TRANSIENT
)


def is_transient(error: Exception) -> bool:
    """Whether the failure may be gone by itself."""
    return isinstance(error, _TRANSIENT)


def policy_of(policy: RetryPolicy | None) -> RetryPolicy:
    """The policy in force: the node's own, or the one for nodes without."""
    return policy or DEFAULT_POLICY


def is_worth_retrying(policy: RetryPolicy | None, error: Exception) -> bool:
    """Whether the policy in force wants another attempt after `error`."""
    if isinstance(error, GraphBubbleUp | StepgraphError):
        return False
    chosen = policy_of(policy).retry_on
    if chosen is None:
        return is_transient(error) or not isinstance(error, _MISTAKES)
    if isinstance(chosen, type):
        return isinstance(error, chosen)
    return isinstance(error, tuple(chosen)) if isinstance(chosen, Sequence) else chosen(error)


def wait_before(policy: RetryPolicy | None, attempt: int) -> float:
    """Seconds to wait before attempt number `attempt`, which is 2 for the first retry."""
    chosen = policy_of(policy)
    wait = chosen.initial_interval * chosen.backoff_factor ** (attempt - 2)
    jitter = random.random() if chosen.jitter else 0.0  # noqa: S311 - spreads load, hides nothing
    return min(wait, chosen.max_interval) + jitter
