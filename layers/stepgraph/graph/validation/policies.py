"""Policies that do nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from stepgraph.engine import GraphSpec
from stepgraph.errors import Problem
from stepgraph.types import RetryPolicy


def check_policies(spec: GraphSpec) -> Iterator[Problem]:
    """Retries that never happen."""
    for node in spec.nodes.values():
        for policy in _policies(node.retry):
            if policy.max_attempts < 1:
                message = f"The retry policy of {node.name!r} allows {policy.max_attempts} attempts"
                message += ", and a node always has one."
                yield Problem("RETRY_NEVER", node.name, message, "Allow 1 or more.", "warning")
            elif _is_empty(policy.retry_on):
                message = f"The retry policy of {node.name!r} names no exception to retry on."
                fix = "Name one in retry_on, or leave the policy out."
                yield Problem("RETRY_NEVER", node.name, message, fix, "warning")


def _policies(given: Any) -> tuple[RetryPolicy, ...]:
    # A policy is itself a tuple; LangGraph also takes several of them.
    if given is None:
        return ()
    return (given,) if isinstance(given, RetryPolicy) else tuple(given)


def _is_empty(retry_on: Any) -> bool:
    return isinstance(retry_on, Sequence) and not retry_on
