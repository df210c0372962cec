"""What a call of `invoke` or `stream` asks for, with its arguments checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from stepgraph.engine import GraphSpec
from stepgraph.errors import InvalidInputError
from stepgraph.runtime import RunControl
from stepgraph.types import RunnableConfig

STREAM_MODES = ("values", "updates", "checkpoints", "tasks", "debug", "messages", "custom")
DURABILITIES = ("sync", "async", "exit")


@dataclass(frozen=True, slots=True)
class Request:
    """One run, as its caller wants it."""

    input: Any
    config: RunnableConfig
    modes: tuple[str, ...] = ()
    context: Any = None
    interrupt_before: tuple[str, ...] = ()
    interrupt_after: tuple[str, ...] = ()
    subgraphs: bool = False
    control: RunControl | None = None

    @property
    def settings(self) -> dict[str, Any]:
        """What the run keeps of its config in the log."""
        return run_settings(self.config)

    @property
    def limit(self) -> int | None:
        """How many tasks may run at once."""
        return self.config.get("max_concurrency")


def request_of(
    spec: GraphSpec,
    input: Any,
    config: RunnableConfig | None,
    *,
    modes: str | Sequence[str] = (),
    interrupt_before: str | Sequence[str] | None = None,
    interrupt_after: str | Sequence[str] | None = None,
    durability: str | None = None,
    **rest: Any,
) -> Request:
    """The request that these arguments make."""
    if durability not in (None, *DURABILITIES):
        # Every superstep is in the log before the next one starts, so all three hold at once.
        raise _unknown("durability", durability, DURABILITIES)
    chosen = (modes,) if isinstance(modes, str) else tuple(modes)
    for mode in chosen:
        if mode not in STREAM_MODES:
            raise _unknown("stream mode", mode, STREAM_MODES)
    return Request(
        input,
        dict(config or {}),
        chosen,
        interrupt_before=_nodes(spec, interrupt_before),
        interrupt_after=_nodes(spec, interrupt_after),
        **rest,
    )


def run_settings(config: RunnableConfig | None) -> dict[str, Any]:
    """What a run keeps of its config in the log."""
    config = config or {}
    configurable = dict(config.get("configurable") or {})
    for own in ("thread_id", "checkpoint_id", "checkpoint_ns"):
        configurable.pop(own, None)
    kept = {
        "configurable": configurable,
        "metadata": config.get("metadata"),
        "recursion_limit": config.get("recursion_limit"),
    }
    return {key: value for key, value in kept.items() if value}


def _nodes(spec: GraphSpec, given: str | Sequence[str] | None) -> tuple[str, ...]:
    if given is None:
        return ()
    names = tuple(spec.nodes) if given == "*" else tuple(given)
    for name in names:
        if name not in spec.nodes:
            raise _unknown("node", name, tuple(spec.nodes))
    return names


def _unknown(what: str, given: Any, known: Sequence[str]) -> InvalidInputError:
    return InvalidInputError(f"There is no {what} {given!r}.", f"Use one of: {', '.join(known)}.")
