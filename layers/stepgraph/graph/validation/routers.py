"""Routers whose annotation promises answers that no edge names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

from stepgraph.engine import BranchSpec, GraphSpec
from stepgraph.errors import Problem
from stepgraph.graph.validation.ways import returns_of
from stepgraph.graph.validation.wording import listed


def check_routers(spec: GraphSpec) -> Iterator[Problem]:
    """Compare the answers that are annotated with those that are mapped."""
    for node in spec.nodes.values():
        for branch in node.branches:
            unmapped = _unmapped(branch)
            if unmapped:
                yield _problem(node.name, unmapped)


def _unmapped(branch: BranchSpec) -> list[Any]:
    if branch.ends is None:
        return []
    return [answer for answer in _answers(returns_of(branch.router)) if answer not in branch.ends]


def _answers(returns: Any) -> Iterator[Any]:
    """The values of every Literal in an annotation, wherever it stands."""
    if get_origin(returns) is Literal:
        yield from get_args(returns)
        return
    for part in get_args(returns):
        yield from _answers(part)


def _problem(node: str, unmapped: list[Any]) -> Problem:
    message = f"The router of {node!r} may answer {listed(unmapped)}, which no edge names."
    fix = "Add it to the path map, or take it out of the annotation."
    return Problem("ROUTER_UNMAPPED_ANSWER", node, message, fix, "warning")
