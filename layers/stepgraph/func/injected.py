"""The parameters of a task function that its caller leaves out and the run fills in."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any, get_type_hints

from stepgraph.runtime import Runtime

_OFFERED: Mapping[str, Callable[[Runtime[Any]], Any]] = {
    "config": lambda runtime: runtime.config,
    "runtime": lambda runtime: runtime,
    "store": lambda runtime: runtime.store,
    "writer": lambda runtime: runtime.stream_writer,
    "previous": lambda runtime: runtime.previous,
}


class Injected:
    """The parameters of one function that have such a name, and no type that says otherwise."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self._signature = _signature_of(function)
        parameters = self._signature.parameters if self._signature else {}
        self._wanted = {
            name: parameter
            for name, parameter in parameters.items()
            if name in _OFFERED and parameter.kind in _NAMED
        }
        self._types = _types_of(function) if self._wanted else {}

    def add(
        self, args: tuple[Any, ...], kwargs: Mapping[str, Any], runtime: Runtime[Any]
    ) -> dict[str, Any]:
        """The keyword arguments, with those that are missing."""
        if not self._wanted:
            return dict(kwargs)
        assert self._signature is not None
        given = self._signature.bind_partial(*args, **kwargs).arguments
        offers = {name: _OFFERED[name](runtime) for name in self._wanted if name not in given}
        taken = {name: offer for name, offer in offers.items() if self._takes(name, offer)}
        return {**kwargs, **taken}

    def _takes(self, name: str, offer: Any) -> bool:
        if offer is None:
            return self._wanted[name].default is inspect.Parameter.empty
        wanted = self._types.get(name, Any)
        return wanted is Any or not isinstance(wanted, type) or isinstance(offer, wanted)


_NAMED = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)


def _signature_of(function: Callable[..., Any]) -> inspect.Signature | None:
    try:
        return inspect.signature(function)
    except (TypeError, ValueError):
        # Some builtins have none; they get what their caller gives.
        return None


def _types_of(function: Callable[..., Any]) -> dict[str, Any]:
    try:
        return get_type_hints(function)
    except (NameError, TypeError):
        # Annotations that cannot be resolved say nothing.
        return {}
