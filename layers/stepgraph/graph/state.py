"""`StateGraph`: nodes and edges, and from them a spec."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, Self

from stepgraph.channels import Barrier, Channel, channels_of
from stepgraph.checkpoint.table import Table
from stepgraph.constants import END, START
from stepgraph.engine import BranchSpec, GraphSpec, NodeSpec
from stepgraph.errors import GraphDefinitionError
from stepgraph.graph.adapt import adapt, answers_of, declared_ends
from stepgraph.graph.compiled import CompiledStateGraph
from stepgraph.graph.draft import DraftNode
from stepgraph.graph.validate import problems_of
from stepgraph.types import RetryPolicy

DEFAULT_NAME = "graph"


class StateGraph:
    """A graph under construction, whose nodes read and write one state."""

    def __init__(self, state_schema: type) -> None:
        self.state_schema = state_schema
        self._channels: dict[str, Channel] = channels_of(state_schema)
        self._nodes: dict[str, DraftNode] = {START: DraftNode(lambda _state: None)}
        self._joins: dict[str, str] = {}

    def add_node(
        self,
        node: str | Callable[..., Any],
        action: Callable[..., Any] | None = None,
        *,
        retry_policy: RetryPolicy | None = None,
        destinations: Sequence[str] = (),
    ) -> Self:
        """Add a node: a name and a function, or a function that lends its name."""
        own_name = getattr(node, "__name__", type(node).__name__)
        name, function = (node, action) if isinstance(node, str) else (own_name, node)
        if function is None:
            raise GraphDefinitionError((f"Node {name!r} has no function. Give one.",))
        if name in self._nodes:
            raise GraphDefinitionError((f"Node {name!r} is there twice. Rename one.",))
        self._nodes[name] = DraftNode(function, retry_policy, tuple(destinations))
        return self

    def add_edge(self, start: str | Sequence[str], end: str) -> Self:
        """Run `end` after `start`; after all of them where `start` is a list."""
        if isinstance(start, str):
            self._node(start).edges.append(end)
            return self
        join = f"join:{'|'.join(start)}:{end}"
        self._channels[join] = Barrier(start)
        self._joins[join] = end
        for name in start:
            self._node(name).joins.append(join)
        return self

    def add_conditional_edges(
        self,
        source: str,
        path: Callable[..., Any],
        path_map: Mapping[Hashable, str] | Sequence[str] | None = None,
    ) -> Self:
        """After `source`, go where `path` answers; `path_map` lists or translates its answers."""
        ends = declared_ends(path) if path_map is None else path_map
        if ends is not None and not isinstance(ends, Mapping):
            ends = {end: end for end in ends}
        self._node(source).branches.append(BranchSpec(adapt(path), ends, *answers_of(path)))
        return self

    def set_entry_point(self, key: str) -> Self:
        """Begin with this node."""
        return self.add_edge(START, key)

    def set_finish_point(self, key: str) -> Self:
        """End after this node."""
        return self.add_edge(key, END)

    def compile(
        self, checkpointer: Table | None = None, *, name: str = DEFAULT_NAME
    ) -> CompiledStateGraph:
        """The graph, ready to run; every mistake that can be seen now, in one error."""
        problems = problems_of(self._nodes, self._joins, self._channels)
        if problems:
            raise GraphDefinitionError(tuple(problems))
        return CompiledStateGraph(self._spec(name), checkpointer)

    def _spec(self, name: str) -> GraphSpec:
        nodes = {key: _node_spec(key, node) for key, node in self._nodes.items()}
        return GraphSpec(name, dict(self._channels), nodes, dict(self._joins))

    def _node(self, name: str) -> DraftNode:
        if name not in self._nodes:
            raise GraphDefinitionError(
                (f"An edge leaves {name!r}, which is no node yet. Add the node first.",)
            )
        return self._nodes[name]


def _node_spec(name: str, node: DraftNode) -> NodeSpec:
    return NodeSpec(
        name=name,
        action=adapt(node.function),
        edges=tuple(dict.fromkeys(node.edges)),
        joins=tuple(node.joins),
        branches=tuple(node.branches),
        destinations=node.destinations,
        retry=node.retry,
    )
