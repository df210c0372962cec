"""`StateGraph`: nodes and edges, and from them a spec."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self

from stepgraph.channels import Barrier, Channel, LastValue, channels_of, managed_of
from stepgraph.checkpoint.table import Table
from stepgraph.constants import END, START
from stepgraph.engine import BranchSpec, GraphSpec, NodeSpec
from stepgraph.engine.spec import Reads
from stepgraph.errors import GraphDefinitionError
from stepgraph.graph.actions import actions_of
from stepgraph.graph.adapt import adapt, answers_of, declared_ends, declared_gotos
from stepgraph.graph.compiled import CompiledStateGraph
from stepgraph.graph.draft import DraftNode
from stepgraph.graph.schema import reads_of, schema_read_by
from stepgraph.graph.validation import require_valid
from stepgraph.managed.base import ManagedValue
from stepgraph.ops.retry import Policies
from stepgraph.types import TimeoutPolicy

if TYPE_CHECKING:
    from stepgraph.store.base import BaseStore

DEFAULT_NAME = "graph"


class StateGraph:
    """A graph under construction, whose nodes read and write one state."""

    def __init__(
        self,
        state_schema: type,
        context_schema: type | None = None,
        *,
        input_schema: type | None = None,
        output_schema: type | None = None,
    ) -> None:
        self.state_schema = state_schema
        self.context_schema = context_schema
        self.input_schema = input_schema or state_schema
        self.output_schema = output_schema or state_schema
        self._channels: dict[str, Channel] = {}
        self._managed: dict[str, type[ManagedValue]] = {}
        for schema in (state_schema, self.input_schema, self.output_schema):
            self._add_schema(schema)
        self._nodes: dict[str, DraftNode] = {START: DraftNode(lambda _state: None)}
        self._joins: dict[str, str] = {}
        self._defaults: dict[str, Any] = {}

    def add_node(
        self,
        node: str | Callable[..., Any],
        action: Callable[..., Any] | CompiledStateGraph | None = None,
        *,
        defer: bool = False,
        metadata: Mapping[str, Any] | None = None,
        input_schema: type | None = None,
        retry_policy: Policies = None,
        error_handler: Callable[..., Any] | None = None,
        timeout: float | timedelta | TimeoutPolicy | None = None,
        destinations: Sequence[str] | Mapping[str, str] | None = None,
    ) -> Self:
        """Add a node: a name and a function, or a function that lends its name."""
        name, function = _named(node, action)
        if name in self._nodes:
            raise GraphDefinitionError((f"Node {name!r} is there twice. Rename one.",))
        schema = input_schema or schema_read_by(function)
        if schema is not None:
            self._add_schema(schema)
        gotos = declared_gotos(function) if destinations is None else tuple(destinations)
        self._nodes[name] = DraftNode(
            function,
            retry_policy,
            gotos,
            schema=schema,
            metadata=dict(metadata or {}),
            timeout=TimeoutPolicy.coerce(timeout),
            error_handler=error_handler,
            defer=defer,
        )
        return self

    def add_sequence(
        self, nodes: Sequence[Callable[..., Any] | tuple[str, Callable[..., Any]]]
    ) -> Self:
        """Add nodes, each with an edge to the next."""
        if not nodes:
            raise GraphDefinitionError(("A sequence has no nodes. Give at least one.",))
        last: str | None = None
        for node in nodes:
            name, function = node if isinstance(node, tuple) else _named(node, None)
            self.add_node(name, function)
            if last is not None:
                self.add_edge(last, name)
            last = name
        return self

    def set_node_defaults(
        self,
        *,
        retry_policy: Policies = None,
        error_handler: Callable[..., Any] | None = None,
        timeout: float | timedelta | TimeoutPolicy | None = None,
    ) -> Self:
        """What holds for every node that does not say otherwise."""
        given = {
            "retry": retry_policy,
            "error_handler": error_handler,
            "timeout": TimeoutPolicy.coerce(timeout),
        }
        self._defaults |= {name: value for name, value in given.items() if value is not None}
        return self

    def add_edge(self, start_key: str | Sequence[str], end_key: str) -> Self:
        """Run `end_key` after `start_key`; after all of them where that is a list."""
        if isinstance(start_key, str):
            edges = self._node(start_key).edges
            if end_key not in edges:
                edges.append(end_key)
            return self
        join = f"join:{'|'.join(start_key)}:{end_key}"
        self._channels[join] = Barrier(start_key)
        self._joins[join] = end_key
        for name in start_key:
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
        names, sends = answers_of(path)
        schema = schema_read_by(path)
        if schema is not None:
            self._add_schema(schema)
        branch = BranchSpec(
            adapt(path), reads=self._reads(schema), ends=ends, names=names, sends=sends
        )
        self._node(source).branches.append(branch)
        return self

    def set_entry_point(self, key: str) -> Self:
        """Begin with this node."""
        return self.add_edge(START, key)

    def set_conditional_entry_point(
        self,
        path: Callable[..., Any],
        path_map: Mapping[Hashable, str] | Sequence[str] | None = None,
    ) -> Self:
        """Begin where `path` answers."""
        return self.add_conditional_edges(START, path, path_map)

    def set_finish_point(self, key: str) -> Self:
        """End after this node."""
        return self.add_edge(key, END)

    def compile(
        self,
        checkpointer: Table | None = None,
        *,
        store: BaseStore | None = None,
        interrupt_before: Sequence[str] = (),
        interrupt_after: Sequence[str] = (),
        name: str | None = None,
    ) -> CompiledStateGraph:
        """The graph, ready to run; every mistake that can be seen now, in one error."""
        spec = self._spec(name or DEFAULT_NAME)
        require_valid(spec, interrupts=(*interrupt_before, *interrupt_after))
        return CompiledStateGraph(
            spec,
            checkpointer,
            store=store,
            interrupt_before=interrupt_before,
            interrupt_after=interrupt_after,
        )

    def _spec(self, name: str) -> GraphSpec:
        gates = {key: f"defer:{key}" for key, node in self._nodes.items() if node.defer}
        after = {gate: Barrier((), after_finish=True) for gate in gates.values()}
        joins = {channel: self._join(channel) for channel in self._joins}
        return GraphSpec(
            name,
            {**self._channels, **joins, **after},
            {key: self._node_spec(key, node) for key, node in self._nodes.items()},
            {**self._joins, **{gate: key for key, gate in gates.items()}},
            deferred=gates,
            managed=dict(self._managed),
            input_keys=tuple(channels_of(self.input_schema)),
            output_keys=tuple(channels_of(self.output_schema)),
        )

    def _join(self, channel: str) -> Barrier:
        """The barrier of a waiting edge; one to a deferred node opens only at the end."""
        barrier = self._channels[channel]
        assert isinstance(barrier, Barrier)
        target = self._nodes.get(self._joins[channel])
        return Barrier(barrier.waits_for, after_finish=target is not None and target.defer)

    def _node_spec(self, name: str, node: DraftNode) -> NodeSpec:
        schema = self.input_schema if name == START else node.schema
        action, async_action = actions_of(node.function, self._channels)
        return NodeSpec(
            name=name,
            action=action,
            async_action=async_action,
            reads=self._reads(schema),
            edges=tuple(node.edges),
            joins=tuple(node.joins),
            branches=tuple(node.branches),
            destinations=node.destinations,
            retry=node.retry or self._defaults.get("retry"),
            timeout=node.timeout or self._defaults.get("timeout"),
            error_handler=self._handler_spec(name, node),
        )

    def _handler_spec(self, name: str, node: DraftNode) -> NodeSpec | None:
        """What runs when the node has failed: in its place, with no edges but its Commands."""
        handler = node.error_handler or self._defaults.get("error_handler")
        if handler is None or name == START:
            return None
        action, async_action = actions_of(handler, self._channels)
        reads = self._reads(schema_read_by(handler))
        return NodeSpec(name, action, reads, async_action=async_action)

    def _reads(self, schema: type | None) -> Reads:
        return reads_of(schema or self.state_schema)

    def _add_schema(self, schema: type) -> None:
        """Add a schema's channels; where two schemas share a key, the one with a reducer holds."""
        for key, channel in channels_of(schema).items():
            known = self._channels.get(key)
            if known is None or type(known) is LastValue:
                self._channels[key] = channel
        self._managed |= managed_of(schema)

    def _node(self, name: str) -> DraftNode:
        if name not in self._nodes:
            raise GraphDefinitionError(
                (f"An edge leaves {name!r}, which is no node yet. Add the node first.",)
            )
        return self._nodes[name]


def _named(
    node: str | Callable[..., Any], action: Callable[..., Any] | CompiledStateGraph | None
) -> tuple[str, Any]:
    if not isinstance(node, str):
        return getattr(node, "__name__", type(node).__name__), node
    if action is None:
        raise GraphDefinitionError((f"Node {node!r} has no function. Give one.",))
    return node, action
