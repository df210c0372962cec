"""What is wrong with a graph, all of it at once. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from stepgraph.channels import Channel
from stepgraph.constants import END, RESERVED_CHARACTERS, RESERVED_NAMES, START
from stepgraph.graph.draft import DraftNode

# A state of Step Functions has at most 80 characters, and some get a suffix.
MAX_NAME_LENGTH = 64


def problems_of(
    nodes: Mapping[str, DraftNode], joins: Mapping[str, str], channels: Mapping[str, Channel]
) -> list[str]:
    """A sentence for each mistake, with the name at fault and the fix."""
    return [
        *_bad_names(nodes),
        *_unknown_targets(nodes, joins),
        *_no_entry(nodes),
        *_names_of_channels(nodes, channels),
    ]


def _bad_names(nodes: Mapping[str, DraftNode]) -> Iterator[str]:
    for name in nodes:
        if name == START:
            continue
        if name in RESERVED_NAMES:
            yield f"Node {name!r} has a reserved name. Rename it."
        elif not name or len(name) > MAX_NAME_LENGTH or RESERVED_CHARACTERS & set(name):
            characters = " ".join(sorted(RESERVED_CHARACTERS))
            yield (
                f"Node {name!r} has a name that cannot be used. "
                f"Use 1 to {MAX_NAME_LENGTH} characters, none of {characters}"
            )


def _unknown_targets(nodes: Mapping[str, DraftNode], joins: Mapping[str, str]) -> Iterator[str]:
    for name, node in nodes.items():
        for target in node.targets():
            if target != END and (target not in nodes or target == START):
                yield f"An edge from {name!r} goes to {target!r}, which is no node. Add it."
    for target in joins.values():
        if target != END and (target not in nodes or target == START):
            yield f"A waiting edge goes to {target!r}, which is no node. Add it."


def _no_entry(nodes: Mapping[str, DraftNode]) -> Iterator[str]:
    if not any(nodes[START].targets()) and not nodes[START].branches:
        yield "Nothing leads out of START. Add an edge from START to the first node."


def _names_of_channels(
    nodes: Mapping[str, DraftNode], channels: Mapping[str, Channel]
) -> Iterator[str]:
    for name in nodes:
        if name in channels:
            yield f"{name!r} is a node and a key of the state. Rename one."
