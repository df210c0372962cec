"""Cycles that a run goes round until its recursion limit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from stepgraph.engine import GraphSpec, NodeSpec
from stepgraph.errors import Problem
from stepgraph.graph.validation.ways import Ways, closure
from stepgraph.graph.validation.wording import listed

_FIX = "Add a conditional edge that leaves it."


def check_cycles(spec: GraphSpec, ways: Ways) -> Iterator[Problem]:
    """First those of plain edges, which nothing stops, then those that no edge leaves."""
    reached = ways.reached()
    plain = {name: spec.nodes[name].edges for name in spec.nodes if name in reached}
    endless = cycles_in(plain)
    for cycle in endless:
        message = f"Plain edges lead round {listed(cycle)} for ever, whatever else leaves them."
        yield Problem("CYCLE_ENDLESS", cycle[0], message, _FIX, "warning")
    told = {name for cycle in endless for name in cycle}
    for cycle in cycles_in({name: ways.after[name] for name in plain}):
        if told.isdisjoint(cycle) and _is_closed(spec, ways, cycle):
            message = f"No edge leaves the cycle of {listed(cycle)}."
            yield Problem("CYCLE_ENDLESS", cycle[0], message, _FIX, "warning")


def cycles_in(after: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """The groups of nodes that all lead to each other, in the order of `after`."""
    beyond = {name: closure(after, after[name]) for name in after}
    found: list[list[str]] = []
    done: set[str] = set()
    for name in after:
        if name in beyond[name] and name not in done:
            found.append([other for other in after if _both_ways(beyond, name, other)])
            done.update(found[-1])
    return found


def _both_ways(beyond: Mapping[str, set[str]], one: str, other: str) -> bool:
    return other in beyond[one] and one in beyond[other]


def _is_closed(spec: GraphSpec, ways: Ways, cycle: list[str]) -> bool:
    inside = set(cycle)
    return all(ways.after[name] <= inside and _goes_on(spec.nodes[name]) for name in cycle)


def _goes_on(node: NodeSpec) -> bool:
    """Whether something always follows: a Command may be left out, and Sends may be none."""
    return bool(node.edges) or any(branch.names for branch in node.branches)
