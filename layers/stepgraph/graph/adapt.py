"""From the functions that authors write to the one form that the engine calls."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, Literal, get_args, get_origin, get_type_hints

from stepgraph.engine.spec import Action
from stepgraph.runtime import Runtime


def adapt(function: Callable[..., Any]) -> Action:
    """`function` as one of state and runtime; it gets the parameters that it names."""
    names = _parameters(function)
    wants_config, wants_runtime = "config" in names[1:], "runtime" in names[1:]
    if not names:
        return lambda _state, _runtime: function()
    if not wants_config and not wants_runtime:
        return lambda state, _runtime: function(state)

    def action(state: Any, runtime: Runtime) -> Any:
        extra: dict[str, Any] = {}
        if wants_config:
            extra["config"] = runtime.config
        if wants_runtime:
            extra["runtime"] = runtime
        return function(state, **extra)

    return action


def declared_ends(router: Callable[..., Any]) -> tuple[str, ...] | None:
    """The nodes that a router's return annotation lists as a Literal, if it does."""
    returns = _return_hint(router)
    return get_args(returns) if get_origin(returns) is Literal else None


def answers_of(router: Callable[..., Any]) -> tuple[bool, bool]:
    """Whether a router may answer with names, and with Sends; without an annotation, both."""
    returns = _return_hint(router)
    sends = "Send" in str(returns)
    names = get_origin(returns) is Literal or "str" in str(returns) or "Literal" in str(returns)
    return (names, sends) if names or sends else (True, True)


def _return_hint(function: Callable[..., Any]) -> Any:
    try:
        return get_type_hints(function).get("return")
    except (NameError, TypeError):
        # Annotations that cannot be resolved say nothing; the router then declares no ends.
        return None


def _parameters(function: Callable[..., Any]) -> list[str]:
    try:
        return list(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        # Some builtins have no signature; they take the state.
        return ["state"]
