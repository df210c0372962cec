"""Operations as a store may run them: checked before anything changes."""

from __future__ import annotations

import math
from typing import Any, get_args

from stepgraph.errors import InvalidOperationError
from stepgraph.store.filters import require_filter
from stepgraph.store.namespaces import require_labels, require_writable
from stepgraph.store.operations import (
    GetOp,
    ListNamespacesOp,
    MatchCondition,
    NamespaceMatchType,
    Op,
    PutOp,
    SearchOp,
)
from stepgraph.store.values import plain_object

__all__ = ["checked", "validate_op_namespace"]


def checked(op: Op) -> Op:
    """`op` with all its arguments valid, and with a copy of the value it puts."""
    match op:
        case GetOp():
            return op._replace(namespace=require_labels(op.namespace), key=str(op.key))
        case PutOp():
            return _checked_put(op)
        case SearchOp():
            return _checked_search(op)
        case ListNamespacesOp():
            return _checked_list(op)
    raise InvalidOperationError(
        f"A store does not know operations of type {type(op).__name__}.",
        "Use GetOp, PutOp, SearchOp or ListNamespacesOp.",
    )


def validate_op_namespace(op: Op) -> None:
    """Refuse `op` if a label of its namespace, or of its conditions, is invalid."""
    if isinstance(op, GetOp | PutOp):
        require_labels(op.namespace)
    elif isinstance(op, SearchOp):
        require_labels(op.namespace_prefix)
    else:
        for condition in op.match_conditions or ():
            require_labels(condition.path)


def _checked_put(op: PutOp) -> PutOp:
    key = str(op.key)
    if op.value is None:
        return op._replace(namespace=require_labels(op.namespace), key=key)
    namespace = require_writable(op.namespace)
    value = plain_object(op.value, f"The value of item {key!r} in {namespace!r}")
    _require_index(op.index)
    _require_ttl(op.ttl)
    return op._replace(namespace=namespace, key=key, value=value)


def _checked_search(op: SearchOp) -> SearchOp:
    _require_page(op.limit, op.offset)
    if not isinstance(op.query, str | None):
        raise InvalidOperationError(
            f"A query is a text, not of type {type(op.query).__name__}.",
            "To search by fields, use filter.",
        )
    prefix = require_labels(op.namespace_prefix)
    return op._replace(namespace_prefix=prefix, filter=require_filter(op.filter))


def _checked_list(op: ListNamespacesOp) -> ListNamespacesOp:
    _require_page(op.limit, op.offset)
    if op.max_depth is not None:
        _require_number("max_depth", op.max_depth, least=1)
    conditions = tuple(_checked_condition(one) for one in op.match_conditions or ())
    return op._replace(match_conditions=conditions)


def _checked_condition(condition: MatchCondition) -> MatchCondition:
    known = get_args(NamespaceMatchType)
    if condition.match_type not in known:
        raise InvalidOperationError(
            f"There is no way to match namespaces named {condition.match_type!r}.",
            f"Use {' or '.join(known)}.",
        )
    return condition._replace(path=require_labels(condition.path))


def _require_page(limit: Any, offset: Any) -> None:
    _require_number("limit", limit, least=0)
    _require_number("offset", offset, least=0)


def _require_number(name: str, value: Any, least: int) -> None:
    if not isinstance(value, int) or value < least:
        raise InvalidOperationError(
            f"{name} is {value!r}.", f"Use a whole number that is {least} or more."
        )


def _require_index(index: Any) -> None:
    paths = isinstance(index, list | tuple) and all(isinstance(path, str) for path in index)
    if not (paths or index is None or index is False):
        raise InvalidOperationError(
            f"index is {index!r}.",
            "Use a list of paths, False for none, or None for those of the store.",
        )


def _require_ttl(ttl: Any) -> None:
    number = isinstance(ttl, int | float) and math.isfinite(ttl) and ttl >= 0
    if not (number or ttl is None):
        raise InvalidOperationError(
            f"ttl is {ttl!r}.", "Use minutes as a number that is 0 or more, or None to keep it."
        )
