"""A report on a topic: planned, researched in parallel, joined, approved by a person."""

from __future__ import annotations

from operator import add
from typing import Annotated, Any, Literal, TypedDict

from stepgraph.errors import TransientError
from stepgraph.graph import END, START, StateGraph
from stepgraph.runtime import Runtime
from stepgraph.types import RetryPolicy, Send, interrupt

ANGLES = ("history", "present", "future")


class State(TypedDict, total=False):
    """What the nodes share."""

    topic: str
    angles: list[str]
    findings: Annotated[list[str], add]
    report: str
    approved: bool
    log: Annotated[list[str], add]


def plan(state: State) -> dict[str, Any]:
    """Decide from which angles to look; a topic of one word deserves just a line."""
    topic = state["topic"].strip()
    return {"topic": topic, "angles": list(ANGLES) if " " in topic else [], "log": ["planned"]}


def assess(state: State) -> dict[str, Any]:
    """Say how wide the research will be."""
    return {"log": [f"{len(state['angles'])} angles"]}


def is_wide(state: State) -> Literal["split", "join"]:
    """Research only what has angles."""
    return "split" if state["angles"] else "join"


def split(state: State) -> dict[str, Any]:
    """Hand the angles out."""
    return {"log": ["split"]}


def each_angle(state: State) -> list[Send]:
    """One worker for each angle, which sees that angle and nothing else."""
    return [Send("work", {"topic": state["topic"], "angle": angle}) for angle in state["angles"]]


def work(angle: dict[str, str], runtime: Runtime[None]) -> dict[str, Any]:
    """Look from one angle; the present is hard to reach at first, as networks are."""
    if angle["angle"] == "present" and runtime.execution_info.node_attempt == 1:
        raise TransientError("the archive did not answer")
    return {"findings": [f"the {angle['angle']} of {angle['topic']}"]}


def join(state: State) -> dict[str, Any]:
    """Make one report of the findings."""
    findings = state.get("findings") or [f"{state['topic']} in one line"]
    return {"report": "; ".join(findings), "log": ["joined"]}


def approve(state: State) -> dict[str, Any]:
    """Ask a person."""
    answer = interrupt({"question": "Publish this report?", "report": state["report"]})
    return {"approved": bool(answer), "log": ["approved" if answer else "rejected"]}


def publish(state: State) -> dict[str, Any]:
    """Sign the report, or withdraw it."""
    report = state["report"]
    return {"report": f"{report}." if state["approved"] else f"(withdrawn) {report}"}


builder = StateGraph(State)
builder.add_node("plan", plan)
builder.add_node("assess", assess)
builder.add_node("split", split)
builder.add_node("work", work, retry_policy=RetryPolicy(initial_interval=0.05, jitter=False))
builder.add_node("join", join)
builder.add_node("approve", approve)
builder.add_node("publish", publish)
builder.add_edge(START, "plan")
builder.add_edge("plan", "assess")
builder.add_conditional_edges("assess", is_wide)
builder.add_conditional_edges("split", each_angle, ["work"])
builder.add_edge("work", "join")
builder.add_edge("join", "approve")
builder.add_edge("approve", "publish")
builder.add_edge("publish", END)

graph = builder.compile(name="spine")
