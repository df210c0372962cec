"""Where runs may go, as far as the edges of a spec tell."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, get_type_hints

from stepgraph.channels import Barrier
from stepgraph.constants import END, START
from stepgraph.engine import GraphSpec, NodeSpec
from stepgraph.graph.adapt import declared_gotos
from stepgraph.graph.validation.wording import is_target, nodes_of


@dataclass(frozen=True, slots=True)
class Ways:
    """The nodes that each node leads to by itself, and those that wait for several."""

    after: Mapping[str, frozenset[str]]
    waiting: tuple[tuple[frozenset[str], str], ...]
    anywhere: frozenset[str]
    """Nodes of which nothing says where they lead; `after` has every node for them."""

    @classmethod
    def of(cls, spec: GraphSpec) -> Ways:
        """Read them from a spec; names that are no node are left to other checks."""
        anywhere = frozenset(name for name, node in spec.nodes.items() if _goes_anywhere(node))
        everywhere = frozenset((*nodes_of(spec), END))
        after = {
            name: everywhere if name in anywhere else _real(spec, targets_of(node))
            for name, node in spec.nodes.items()
        }
        waiting = tuple(
            (frozenset(members_of(spec, join)), target)
            for join, target in spec.joins.items()
            # A deferred node waits behind a gate of its own, for whatever else there is to do.
            if is_target(spec, target) and join != spec.deferred.get(target)
        )
        return cls(after, waiting, anywhere)

    def without(self, node: str, targets: Iterable[str]) -> Ways:
        """The same, where `node` does not lead to `targets`."""
        after = {**self.after, node: self.after[node].difference(targets)}
        return Ways(after, self.waiting, self.anywhere)

    def reached(self) -> set[str]:
        """What some run may come to."""
        seen = closure(self.after, [START])
        while (
            opened := {end for members, end in self.waiting if members and members <= seen} - seen
        ):
            seen |= closure(self.after, opened)
        return seen


def members_of(spec: GraphSpec, join: str) -> tuple[str, ...]:
    """The nodes that a waiting edge waits for."""
    channel = spec.channels.get(join)
    return tuple(sorted(channel.waits_for)) if isinstance(channel, Barrier) else ()


def targets_of(node: NodeSpec) -> set[str]:
    """Every name that an edge of this node alone leads to, or one of its error handler."""
    ends = (end for branch in node.branches for end in (branch.ends or {}).values())
    handled = targets_of(node.error_handler) if node.error_handler else ()
    return {*node.edges, *gotos_of(node), *ends, *handled}


def gotos_of(node: NodeSpec) -> tuple[str, ...]:
    """Where its Commands may go, as far as it says so."""
    return node.destinations or declared_gotos(inspect.unwrap(node.action))


def returns_of(action: Callable[..., Any]) -> Any:
    """What the author's function says that it returns."""
    function = inspect.unwrap(action)
    if not inspect.isroutine(function):
        function = getattr(function, "__call__", function)  # noqa: B004 - its hints are wanted
    try:
        return get_type_hints(function).get("return")
    except (NameError, TypeError, ValueError):
        # What cannot be resolved says nothing.
        return None


def closure(after: Mapping[str, Iterable[str]], begin: Iterable[str]) -> set[str]:
    """`begin`, and all that it leads to."""
    seen = set(begin)
    todo = list(seen)
    while todo:
        more = [name for name in after.get(todo.pop(), ()) if name not in seen]
        seen.update(more)
        todo += more
    return seen


def _goes_anywhere(node: NodeSpec) -> bool:
    if any(branch.ends is None for branch in node.branches):
        return True
    if node.error_handler and _goes_anywhere(node.error_handler):
        return True
    return not gotos_of(node) and "Command" in str(returns_of(node.action))


def _real(spec: GraphSpec, targets: Iterable[str]) -> frozenset[str]:
    return frozenset(target for target in targets if is_target(spec, target))
