"""Errors that have had their retries.

An entrypoint without a policy is tried again after a transient error, as every node is. What comes
out of a task that had retries of its own is not to have them all again, times over.
"""

from __future__ import annotations

from stepgraph.ops.retry import DEFAULT_POLICY, is_transient

_MARK = "__stepgraph_retried__"


def mark_retried(error: BaseException) -> None:
    """Say of an error that no policy is to try again what it came out of, by default."""
    setattr(error, _MARK, True)


def is_fresh_and_transient(error: Exception) -> bool:
    """Whether an error may be gone by itself, and nobody has waited for that yet."""
    return not hasattr(error, _MARK) and is_transient(error)


DEFAULT_FOR_ENTRYPOINTS = DEFAULT_POLICY._replace(retry_on=is_fresh_and_transient)
