"""What a call shows to whoever streams the run, as soon as there is something to show."""

from __future__ import annotations

from typing import Any

from stepgraph.engine.view import isolated
from stepgraph.graph.modes import task_events
from stepgraph.ops.calls import Calls

RETURN = "__return__"
# As LangGraph names it; clients tell calls from nodes by it.
TRIGGER = "__pregel_push"
_CACHED = {"__metadata__": {"cached": True}}


def show_start(calls: Calls, path: str, name: str, input: Any) -> None:
    """A call begins."""
    payload = {
        "id": calls.head.task_id(path),
        "name": name,
        "input": input,
        "triggers": [TRIGGER],
    }
    _emit_task(calls, "task", payload)


def show_result(calls: Calls, path: str, name: str, value: Any, *, was_cached: bool) -> None:
    """A call has returned."""
    scope = calls.scope
    if scope.emit is None:
        return
    shown = _copied(value)
    if "updates" in scope.modes:
        update = {name: shown, **(_CACHED if was_cached else {})}
        scope.emit(scope.namespace, "updates", update)
    payload: dict[str, Any] = {
        "id": calls.head.task_id(path),
        "name": name,
        "error": None,
        "result": {RETURN: shown},
        "interrupts": [],
    }
    _emit_task(calls, "task_result", payload)


def _copied(value: Any) -> Any:
    """A copy of what may be copied; without a log, a task may return what cannot be."""
    try:
        return isolated(value)
    except Exception:
        return value


def _emit_task(calls: Calls, kind: str, payload: dict[str, Any]) -> None:
    scope = calls.scope
    if scope.emit is not None:
        for event in task_events(calls.head, scope.modes, kind, payload):
            scope.emit(scope.namespace, event.mode, event.data)
