"""All checks in one call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stepgraph.engine import GraphSpec
from stepgraph.errors import GraphDefinitionError, Problem
from stepgraph.graph.validation.names import check_names
from stepgraph.graph.validation.targets import (
    check_entry,
    check_interrupts,
    check_members,
    check_sources,
    check_targets,
)

Loose = Iterable[tuple[str, str]]


def problems_of(
    spec: GraphSpec, *, loose: Loose = (), interrupts: Iterable[str] = ()
) -> tuple[Problem, ...]:
    """Everything found, errors first.

    `loose` are edges that leave what is no node, which a spec cannot hold; `interrupts` are the
    nodes that breakpoints name.
    """
    return (*_errors(spec, loose, interrupts), *_warnings(spec))


def require_valid(spec: GraphSpec, *, loose: Loose = (), interrupts: Iterable[str] = ()) -> None:
    """Refuse a graph that cannot run as written, with every problem in one error."""
    errors = tuple(_errors(spec, loose, interrupts))
    if errors:
        raise GraphDefinitionError((*errors, *_warnings(spec)))


def _errors(spec: GraphSpec, loose: Loose, interrupts: Iterable[str]) -> Iterator[Problem]:
    yield from check_names(spec)
    yield from check_sources(spec, loose)
    yield from check_targets(spec)
    yield from check_members(spec)
    yield from check_entry(spec)
    yield from check_interrupts(spec, interrupts)


def _warnings(spec: GraphSpec) -> Iterator[Problem]:
    # A Lambda compiles its graph at every cold start, and nobody reads warnings there.
    from stepgraph.graph.validation.warnings import warnings_of

    return warnings_of(spec)
