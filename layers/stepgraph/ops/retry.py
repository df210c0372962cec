"""Which failures are worth another attempt, and after how long."""

from __future__ import annotations

import random
from collections.abc import Sequence

from stepgraph.errors import ErrorClass, GraphBubbleUp, StepgraphError
from stepgraph.types import RetryPolicy

Policies = RetryPolicy | Sequence[RetryPolicy] | None

# Less sure than this, another attempt would repeat a node's effects on a guess.
SURE_ENOUGH = 0.5

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
_HTTP_ERRORS = {"httpx.HTTPStatusError", "requests.HTTPError"}
_FIRST_SERVER_STATUS = 500


def is_transient(error: BaseException) -> bool:
    """Whether the failure may be gone by itself."""
    # The node path reads the tables of errors when there is one, and not before.
    from stepgraph.ops.classify import classify

    found = classify(error)
    return found.category is ErrorClass.TRANSIENT and found.confidence >= SURE_ENOUGH


def default_retry_on(error: BaseException) -> bool:
    """What a policy without `retry_on` retries: what LangGraph's does.

    One difference: a status of 4xx from requests is not retried, as LangGraph's documentation has
    it. (Its code does so, since such a response is false.)
    """
    from stepgraph.ops.classify import name_of
    from stepgraph.ops.service_answers import attribute, status_of

    if isinstance(error, ConnectionError):
        return True
    if not _HTTP_ERRORS.isdisjoint(map(name_of, type(error).__mro__)):
        is_unanswered = attribute(error, "response") is None
        return is_unanswered or (status_of(error) or 0) >= _FIRST_SERVER_STATUS
    return not isinstance(error, _MISTAKES)


# Three retries, after 1, 2 and 4 seconds, for nodes that say nothing else.
DEFAULT_POLICY = RetryPolicy(
    initial_interval=1.0, backoff_factor=2.0, max_attempts=4, jitter=False, retry_on=is_transient
)


def policy_of(policy: RetryPolicy | None) -> RetryPolicy:
    """The policy in force: the node's own, or the one for nodes without."""
    return policy or DEFAULT_POLICY


def policies_of(given: Policies) -> tuple[RetryPolicy, ...]:
    """The policies in force, in the order in which they are asked."""
    if not given:
        return (DEFAULT_POLICY,)
    return (given,) if isinstance(given, RetryPolicy) else tuple(given)


def policy_for(given: Policies, error: Exception) -> RetryPolicy | None:
    """The first policy in force that wants another attempt after `error`.

    What is no failure is never tried again. Nor are errors of our own, whatever a policy says,
    unless they are transient: an invalid update stays one.
    """
    if isinstance(error, GraphBubbleUp):
        return None
    if isinstance(error, StepgraphError) and error.category is not ErrorClass.TRANSIENT:
        return None
    return next((policy for policy in policies_of(given) if _wants(policy, error)), None)


def is_worth_retrying(given: Policies, error: Exception) -> bool:
    """Whether a policy in force wants another attempt after `error`."""
    return policy_for(given, error) is not None


def wait_after(given: Policies, error: Exception, attempt: int) -> float | None:
    """Seconds to wait after attempt number `attempt` ended in `error`; None if it was the last."""
    policy = policy_for(given, error)
    if policy is None or attempt >= policy.max_attempts:
        return None
    return wait_before(policy, attempt + 1, error)


def wait_before(
    policy: RetryPolicy | None, attempt: int, error: BaseException | None = None
) -> float:
    """Seconds to wait before attempt number `attempt`, which is 2 for the first retry.

    As long as `error` asks for with a Retry-After, which LangGraph does not heed; but never longer
    than the policy's `max_interval`.
    """
    chosen = policy_of(policy)
    wait = max(_backoff(chosen, attempt), _asked(error))
    jitter = random.random() if chosen.jitter else 0.0  # noqa: S311 - spreads load, hides nothing
    return min(wait, chosen.max_interval) + jitter


def _wants(policy: RetryPolicy, error: Exception) -> bool:
    chosen = policy.retry_on
    if chosen is None:
        return default_retry_on(error)
    if isinstance(chosen, type):
        return isinstance(error, chosen)
    return isinstance(error, tuple(chosen)) if isinstance(chosen, Sequence) else chosen(error)


def _backoff(policy: RetryPolicy, attempt: int) -> float:
    try:
        return policy.initial_interval * policy.backoff_factor ** (attempt - 2)
    except OverflowError:
        return policy.max_interval


def _asked(error: BaseException | None) -> float:
    from stepgraph.ops.classify import classify

    return 0.0 if error is None else classify(error).retry_after or 0.0
