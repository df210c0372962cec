"""Where a node may lead, as far as its edges declare it before a run."""

from __future__ import annotations

from dataclasses import dataclass

from stepgraph.constants import END, START
from stepgraph.engine.spec import GraphSpec


@dataclass(frozen=True, slots=True)
class Exits:
    """What may come after a node: one of `nodes` (END among them), or several tasks of a fan."""

    nodes: tuple[str, ...] = ()
    fans: tuple[str, ...] = ()

    @property
    def only(self) -> str | None:
        """The one thing that can follow, if there is just one."""
        return self.nodes[0] if len(self.nodes) == 1 and not self.fans else None


def exits_of(spec: GraphSpec, node: str) -> Exits:
    """What the edges of `node` declare."""
    found = spec.nodes[node]
    nodes = {*found.edges, *found.destinations}
    fans: set[str] = set()
    for branch in found.branches:
        ends = set(branch.ends.values()) if branch.ends is not None else _everywhere(spec)
        if branch.names:
            nodes |= ends
        if branch.sends:
            fans |= ends - {END}
            # A router that has nothing to send ends its branch.
            nodes.add(END)
    return Exits(tuple(sorted(nodes or {END})), tuple(sorted(fans)))


def fans_of(spec: GraphSpec) -> tuple[str, ...]:
    """The nodes that any edge may run several tasks of at once."""
    return tuple(sorted({fan for node in spec.nodes for fan in exits_of(spec, node).fans}))


def _everywhere(spec: GraphSpec) -> set[str]:
    return {*spec.nodes, END} - {START}
