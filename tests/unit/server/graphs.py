"""Graphs that do on purpose what the example graphs do not."""

import datetime as dt
import operator
import threading
from typing import Annotated, Any, TypedDict

from stepgraph.graph import END, START, StateGraph
from stepgraph.types import Send, interrupt

# The nodes of `gated` wait here until a test lets them through.
GATE = threading.Event()
GATE_SECONDS = 10
HEAVY_TURNS = 12


class Steps(TypedDict, total=False):
    steps: Annotated[list[str], operator.add]


class Heavy(TypedDict, total=False):
    """Large enough for snapshots, which a page that replaces the last one makes worth it."""

    page: list[int]
    turns: Annotated[list[str], operator.add]


class Anything(TypedDict, total=False):
    given: Any
    made: Any


def _waiting(name):
    def wait(state: Steps):
        GATE.wait(GATE_SECONDS)
        return {"steps": [name]}

    return wait


def _break(state: Steps):
    raise ValueError("the tap is dry")


def _ask_twice(state: Steps):
    return {"steps": [interrupt("first"), interrupt("second")]}


def _make(state: Anything):
    return {
        "made": {
            "pair": (1, 2),
            "set": {1},
            "at": dt.datetime(2025, 1, 2, tzinfo=dt.UTC),
            "nothing": float("nan"),
            3: b"abc",
        }
    }


def _fill(state: Heavy):
    return {"page": [len(state["turns"])] * 10_000, "turns": ["fill"]}


def _each(state: Heavy):
    return [Send("side", {"turn": turn}) for turn in range(2)]


def _side(given):
    return {"turns": [f"side {given['turn']}"]}


def _again(state: Heavy):
    return END if len(state["turns"]) >= HEAVY_TURNS else "fill"


def _heavy():
    builder = StateGraph(Heavy)
    builder.add_node("fill", _fill)
    builder.add_node("side", _side)
    builder.add_node("join", lambda state: {"turns": ["join"]})
    builder.add_edge(START, "fill")
    builder.add_conditional_edges("fill", _each, ["side"])
    builder.add_edge("side", "join")
    builder.add_conditional_edges("join", _again, ["fill", END])
    return builder.compile(name="heavy")


def _one_node(name, schema, node):
    builder = StateGraph(schema)
    builder.add_node(name, node)
    builder.add_edge(START, name)
    builder.add_edge(name, END)
    return builder.compile(name=name)


def _gated():
    builder = StateGraph(Steps)
    for before, after in ((START, "one"), ("one", "two")):
        builder.add_node(after, _waiting(after))
        builder.add_edge(before, after)
    builder.add_edge("two", END)
    return builder.compile(name="gated")


gated = _gated()
heavy = _heavy()
broken = _one_node("broken", Steps, _break)
twice = _one_node("twice", Steps, _ask_twice)
odd = _one_node("odd", Anything, _make)
