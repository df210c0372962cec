"""From the functions that authors write to the one form that the engine calls."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import update_wrapper
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from stepgraph.engine.spec import Action
from stepgraph.runtime import Runtime
from stepgraph.types import Command


def adapt(function: Callable[..., Any]) -> Action:
    """`function` as one of state and runtime; it gets the parameters that it names."""
    # Checks and drawings read what the author's own function says of itself.
    return update_wrapper(_adapted(function), function, assigned=(), updated=())


def _adapted(function: Callable[..., Any]) -> Action:
    names = _parameters(function)
    if not names:
        return lambda _state, _runtime: function()
    wanted = [name for name in names[1:] if name in _OFFERED]
    if not wanted:
        return lambda state, _runtime: function(state)

    def action(state: Any, runtime: Runtime[Any]) -> Any:
        return function(state, **{name: _OFFERED[name](runtime) for name in wanted})

    return action


# What a function may have as a parameter of this name, beside the state.
_OFFERED: dict[str, Callable[[Runtime[Any]], Any]] = {
    "config": lambda runtime: runtime.config,
    "runtime": lambda runtime: runtime,
    "store": lambda runtime: runtime.store,
    "writer": lambda runtime: runtime.stream_writer,
    "previous": lambda runtime: runtime.previous,
    "error": lambda runtime: runtime.error,
}


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


def declared_gotos(function: Callable[..., Any]) -> tuple[str, ...]:
    """Where a node says that it may go, as in `-> Command[Literal["a", "b"]]`."""
    found = [
        argument
        for hint in _parts(_return_hint(function))
        if get_origin(hint) is Command
        for argument in get_args(hint)
        if get_origin(argument) is Literal
    ]
    return tuple(name for literal in found for name in get_args(literal))


def _parts(hint: Any) -> list[Any]:
    """The members of a union, or the hint itself."""
    return list(get_args(hint)) if get_origin(hint) in {Union, UnionType} else [hint]


def is_async(function: Callable[..., Any]) -> bool:
    """Whether calling `function` gives something to wait for."""
    call = getattr(function, "__call__", None)  # noqa: B004 - its own method is looked at
    return inspect.iscoroutinefunction(function) or inspect.iscoroutinefunction(call)


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
