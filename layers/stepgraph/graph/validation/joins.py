"""Waiting edges whose nodes never all run."""

from __future__ import annotations

from collections.abc import Iterator

from stepgraph.engine import BranchSpec, GraphSpec
from stepgraph.errors import Problem
from stepgraph.graph.validation.ways import Ways, closure
from stepgraph.graph.validation.wording import listed


def check_joins(spec: GraphSpec, ways: Ways) -> Iterator[Problem]:
    """Name what keeps each one from going on."""
    reached = ways.reached()
    for members, target in ways.waiting:
        unknown = members - spec.nodes.keys()
        reason = None if unknown else _obstacle(spec, ways, reached, members)
        if reason:
            message = f"The edge that waits for {_all_of(members)} never goes to {target!r}: "
            fix = "Wait only for nodes that all run, or give each its own edge."
            yield Problem("JOIN_NEVER_COMPLETE", target, message + reason, fix, "warning")


def _all_of(members: frozenset[str]) -> str:
    return listed(sorted(members)) if members else "no node"


def _obstacle(
    spec: GraphSpec, ways: Ways, reached: set[str], members: frozenset[str]
) -> str | None:
    if not members:
        return "it waits for none."
    missing = members - reached
    if missing:
        return f"nothing leads to {listed(sorted(missing))}."
    for name, branch in _choices(spec, ways, reached):
        if not any(members <= _reached_by(ways, name, branch, end) for end in _ends(branch)):
            return f"{name!r} leads to one of them and not to the others."
    return None


def _choices(spec: GraphSpec, ways: Ways, reached: set[str]) -> Iterator[tuple[str, BranchSpec]]:
    """The conditional edges that choose one end, once in a run."""
    for name in reached & spec.nodes.keys() - ways.anywhere:
        is_looping = name in closure(ways.after, ways.after[name])
        for branch in spec.nodes[name].branches:
            if branch.ends and not branch.sends and not is_looping:
                yield name, branch


def _ends(branch: BranchSpec) -> set[str]:
    return set((branch.ends or {}).values())


def _reached_by(ways: Ways, name: str, branch: BranchSpec, end: str) -> set[str]:
    return ways.without(name, _ends(branch) - {end}).reached()
