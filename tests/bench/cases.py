"""What is measured. The source is the same for both; only the first word of the imports differs."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from operator import add
from typing import Annotated, Any, TypedDict

Case = Callable[[], Any]

LOOP = 1_000
CHAIN = 10
SENDS = 100


class State(TypedDict, total=False):
    count: int
    seen: Annotated[list[int], add]


def loop(package: str, *, durable: bool = False) -> Case:
    """1,000 supersteps of one node that goes round."""
    names = import_module(f"{package}.graph")
    builder = names.StateGraph(State)
    builder.add_node("step", lambda state: {"count": state["count"] + 1})
    builder.add_edge(names.START, "step")
    ends = {True: names.END, False: "step"}
    builder.add_conditional_edges("step", lambda state: state["count"] >= LOOP, ends)
    return _invoking(package, builder, {"count": 0}, durable=durable)


def chain(package: str, *, durable: bool = False) -> Case:
    """10 nodes, one after the other."""
    names = import_module(f"{package}.graph")
    builder = names.StateGraph(State)
    last = names.START
    for number in range(CHAIN):
        builder.add_node(f"n{number}", lambda state: {"count": state["count"] + 1})
        builder.add_edge(last, f"n{number}")
        last = f"n{number}"
    builder.add_edge(last, names.END)
    return _invoking(package, builder, {"count": 0}, durable=durable)


def sends(package: str) -> Case:
    """100 Sends, and a join."""
    names, types = import_module(f"{package}.graph"), import_module(f"{package}.types")
    builder = names.StateGraph(State)
    builder.add_node("split", lambda state: {"count": 0})
    builder.add_node("work", lambda number: {"seen": [number]})
    builder.add_node("join", lambda state: {"count": len(state["seen"])})
    builder.add_edge(names.START, "split")
    each = [types.Send("work", number) for number in range(SENDS)]
    builder.add_conditional_edges("split", lambda state: each, ["work"])
    builder.add_edge("work", "join")
    builder.add_edge("join", names.END)
    return _invoking(package, builder, {"count": 0})


CASES: dict[str, tuple[Callable[[str], Case], int]] = {
    "loop of 1,000 supersteps": (loop, 1),
    "loop of 1,000, memory checkpointer": (lambda package: loop(package, durable=True), 1),
    "chain of 10 nodes": (chain, 50),
    "chain of 10, memory checkpointer": (lambda package: chain(package, durable=True), 20),
    "100 Sends and a join": (sends, 5),
}
"""Each case, and how often one measurement repeats it."""


def _invoking(package: str, builder: Any, given: Any, *, durable: bool = False) -> Case:
    limit: dict[str, Any] = {"recursion_limit": LOOP + 10}
    if not durable:
        graph = builder.compile()
        return lambda: graph.invoke(given, limit)
    memory = import_module(f"{package}.checkpoint.memory")
    graph = builder.compile(checkpointer=memory.InMemorySaver())
    extra = {"durability": "sync"} if package == "langgraph" else {}
    numbers = iter(range(1_000_000))

    def run() -> Any:
        config = {**limit, "configurable": {"thread_id": str(next(numbers))}}
        return graph.invoke(given, config, **extra)

    return run
