"""The spine graph, run and looked at in the same way wherever it runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from stepgraph.types import StateSnapshot

INPUT = {"topic": "black holes"}
FINDINGS = [f"the {angle} of black holes" for angle in ("history", "present", "future")]
REPORT = "; ".join(FINDINGS)
FINAL = {
    "topic": "black holes",
    "angles": ["history", "present", "future"],
    "findings": FINDINGS,
    "report": f"{REPORT}.",
    "approved": True,
    "log": ["planned", "3 angles", "split", "joined", "approved"],
}
QUESTION = {"question": "Publish this report?", "report": REPORT}


def config_of(thread: str) -> dict[str, Any]:
    """The config that names a thread."""
    return {"configurable": {"thread_id": thread}}


def history_of(snapshots: Iterable[StateSnapshot]) -> list[dict[str, Any]]:
    """A history with all that has to be equal everywhere: ids and times become places."""
    return comparable([_as_json(snapshot) for snapshot in snapshots])


def comparable(states: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The states of a history as the API gives them, oldest last, without what is by chance."""
    places = {_id(state["checkpoint"]): place for place, state in enumerate(states)}
    assert len(places) == len(states), "checkpoint ids are unique"
    ids = [_id(state["checkpoint"]) for state in states]
    assert ids == sorted(ids, reverse=True), "checkpoint ids sort by age"
    runs = {state["metadata"]["run_id"]: None for state in reversed(states)}
    return [
        {
            "values": state["values"],
            "next": list(state["next"]),
            "source": state["metadata"]["source"],
            "step": state["metadata"]["step"],
            "run": list(runs).index(state["metadata"]["run_id"]),
            "parent": places.get(_id(state["parent_checkpoint"])),
            "tasks": [_task(task) for task in state["tasks"]],
        }
        for state in states
    ]


def _task(task: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": task["name"],
        "path": list(task["path"]),
        "error": task["error"],
        "interrupts": [interrupt["value"] for interrupt in task["interrupts"]],
        "result": task["result"],
    }


def _id(checkpoint: Mapping[str, Any] | None) -> str:
    return checkpoint["checkpoint_id"] if checkpoint else ""


def _as_json(snapshot: StateSnapshot) -> dict[str, Any]:
    parent = snapshot.parent_config
    return {
        "values": snapshot.values,
        "next": snapshot.next,
        "metadata": snapshot.metadata,
        "checkpoint": snapshot.config["configurable"],
        "parent_checkpoint": parent["configurable"] if parent else None,
        "tasks": [
            {
                "name": task.name,
                "path": task.path,
                "error": str(task.error) if task.error else None,
                "interrupts": [{"value": interrupt.value} for interrupt in task.interrupts],
                "result": task.result,
            }
            for task in snapshot.tasks
        ],
    }
