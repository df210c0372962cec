"""What a node does, with an event loop and without."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from typing import Any

from stepgraph.engine.spec import Action
from stepgraph.errors import ParentCommand
from stepgraph.graph.adapt import adapt, is_async
from stepgraph.graph.compiled import CompiledStateGraph
from stepgraph.runtime import Runtime
from stepgraph.types import Command


def actions_of(
    function: Callable[..., Any] | CompiledStateGraph, channels: Container[str]
) -> tuple[Action, Action | None]:
    """The action of a node, and the one that an event loop calls in its place."""
    if isinstance(function, CompiledStateGraph):
        return _graph_actions(function, channels)
    action = adapt(function)
    return action, action if is_async(function) else None


def _graph_actions(graph: CompiledStateGraph, channels: Container[str]) -> tuple[Action, Action]:
    """Run a graph on what it shares with the state, and write back what it shares."""

    def action(state: Mapping[str, Any], runtime: Runtime[Any]) -> Any:
        try:
            return _shared(graph, graph.invoke(_given(graph, state)), channels)
        except ParentCommand as leaving:
            return _here(leaving)

    async def async_action(state: Mapping[str, Any], runtime: Runtime[Any]) -> Any:
        try:
            return _shared(graph, await graph.ainvoke(_given(graph, state)), channels)
        except ParentCommand as leaving:
            return _here(leaving)

    return action, async_action


def _given(graph: CompiledStateGraph, state: Any) -> Any:
    if graph.spec.output_channel:
        # A function takes the state as a node's function does, and answers with an update.
        return state
    keys = graph.spec.input_keys or graph.spec.state_keys
    return {key: state[key] for key in keys if key in state}


def _shared(graph: CompiledStateGraph, output: Any, channels: Container[str]) -> Any:
    if graph.spec.output_channel:
        return output
    return {key: value for key, value in output.items() if key in channels}


def _here(leaving: ParentCommand) -> Command[Any]:
    """A Command for this graph, now that it has arrived."""
    return Command(update=leaving.command.update, goto=leaving.command.goto)
