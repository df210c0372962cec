"""Namespaces: which are valid, and which a pattern means."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from stepgraph.errors import InvalidNamespaceError
from stepgraph.store.operations import MatchCondition

ANY = "*"

# Kept for the platform's own items; LangGraph's root too, so that items can move both ways.
RESERVED_ROOTS = frozenset({"langgraph", "stepgraph"})

# A period joins labels in URLs, NUL in keys.
_FORBIDDEN = {".": "a period", "\x00": "a NUL character"}


def require_labels(namespace: Any) -> tuple[str, ...]:
    """`namespace` as a tuple of valid labels."""
    if not isinstance(namespace, tuple | list):
        raise InvalidNamespaceError(
            f"A namespace is a tuple of labels, not {namespace!r}.",
            'Write it as in ("users", "123"); one label alone needs its comma: ("users",).',
        )
    for label in namespace:
        _require_label(label, namespace)
    return tuple(namespace)


def require_writable(namespace: Any) -> tuple[str, ...]:
    """`namespace` as one that items may be put in."""
    labels = require_labels(namespace)
    if not labels:
        raise InvalidNamespaceError(
            "An item cannot be put in the empty namespace.", "Name at least one label."
        )
    if labels[0] in RESERVED_ROOTS:
        raise InvalidNamespaceError(
            f"The root {labels[0]!r} of namespace {labels!r} is reserved.",
            "Choose another first label.",
        )
    return labels


def matches(namespace: tuple[str, ...], conditions: Iterable[MatchCondition]) -> bool:
    """Whether `namespace` begins and ends as the conditions want."""
    return all(_matches_one(namespace, condition) for condition in conditions)


def _matches_one(namespace: tuple[str, ...], condition: MatchCondition) -> bool:
    path = condition.path
    if len(namespace) < len(path):
        return False
    start = 0 if condition.match_type == "prefix" else len(namespace) - len(path)
    pairs = zip(namespace[start:], path, strict=False)
    return all(wanted in (ANY, label) for label, wanted in pairs)


def _require_label(label: Any, namespace: Any) -> None:
    problem = _problem(label)
    if problem:
        raise InvalidNamespaceError(
            f"Label {label!r} of namespace {namespace!r} {problem}.",
            "Labels are strings that are not empty and hold no period and no NUL character.",
        )


def _problem(label: Any) -> str | None:
    if not isinstance(label, str):
        return f"is of type {type(label).__name__}"
    if not label:
        return "is empty"
    found = next((word for character, word in _FORBIDDEN.items() if character in label), None)
    return found and f"holds {found}"
