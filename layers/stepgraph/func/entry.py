"""`@entrypoint`: a function as a graph of one node."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from stepgraph.checkpoint.table import Table
from stepgraph.constants import END, START
from stepgraph.engine import GraphSpec, NodeSpec
from stepgraph.engine.spec import Reads
from stepgraph.errors import GraphDefinitionError
from stepgraph.func.body import PREVIOUS, Body
from stepgraph.func.channels import Given, Returned
from stepgraph.func.final import Final
from stepgraph.func.retried import DEFAULT_FOR_ENTRYPOINTS
from stepgraph.func.tasks import Retry, Timeout, name_of, policies_in
from stepgraph.graph.compiled import CompiledStateGraph
from stepgraph.graph.validation import require_valid
from stepgraph.runtime import Runtime
from stepgraph.types import CachePolicy, TimeoutPolicy

if TYPE_CHECKING:
    from stepgraph.cache.base import BaseCache
    from stepgraph.store.base import BaseStore


class entrypoint:  # noqa: N801 - LangGraph's name
    """Make a function a graph: its input is an input, and what it returns is the output.

    It may have parameters named config, runtime, store, writer and previous: the last is what
    it returned when it last ran on the thread, or what `final` says in its place. With a
    checkpointer, calls of tasks that have returned are not made again when a run goes on.
    Differences from LangGraph: a sync entrypoint may have a timeout, an async one may be run by
    `invoke`, and several open questions of its tasks are all shown, not only the first.
    """

    class final[R, S](Final[R, S]):  # noqa: N801 - LangGraph's name
        """What to return, and what the next run gets as `previous`, where these differ."""

    def __init__(  # noqa: PLR0917 - LangGraph's
        self,
        checkpointer: Table | None = None,
        store: BaseStore | None = None,
        cache: BaseCache[Any] | None = None,
        context_schema: type | None = None,
        cache_policy: CachePolicy | None = None,
        retry_policy: Retry = None,
        timeout: Timeout = None,
    ) -> None:
        self.checkpointer = checkpointer
        self.store = store
        self.cache = cache
        self.context_schema = context_schema
        self.cache_policy = cache_policy
        self.retry_policy = retry_policy
        self.timeout = TimeoutPolicy.coerce(timeout)

    def __call__(self, function: Callable[..., Any]) -> CompiledStateGraph:
        """The graph."""
        name = name_of(function)
        _require_callable(name, function)
        body = Body(function, policies_in(self.retry_policy), self.cache, self.cache_policy)
        node = NodeSpec(
            name,
            body.action,
            Reads((START, PREVIOUS)),
            edges=(END,),
            retry=self.retry_policy or DEFAULT_FOR_ENTRYPOINTS,
            timeout=self.timeout,
            async_action=body.async_action if body.is_async else None,
            as_update=_as_update,
        )
        spec = _spec(node)
        require_valid(spec)
        return CompiledStateGraph(spec, self.checkpointer, store=self.store)


def _spec(node: NodeSpec) -> GraphSpec:
    start = NodeSpec(START, _nothing, edges=(node.name,), as_update=lambda input: {START: input})
    return GraphSpec(
        node.name,
        {START: Given(), END: Returned(), PREVIOUS: Returned()},
        {START: start, node.name: node},
        output_channel=END,
    )


def _as_update(answer: Any) -> dict[str, Any]:
    if isinstance(answer, Final):
        return {END: answer.value, PREVIOUS: answer.save}
    return {END: answer, PREVIOUS: answer}


def _nothing(_state: Any, _runtime: Runtime[Any]) -> None:
    """START does nothing; its writes are the input."""


def _require_callable(name: str, function: Callable[..., Any]) -> None:
    if inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function):
        problem = f"Entrypoint {name!r} is a generator. Return the result, and show what comes "
        raise GraphDefinitionError((problem + "before it with a parameter named writer.",))
    if not inspect.signature(function).parameters:
        problem = f"Entrypoint {name!r} has no parameter. Give it one, for the input."
        raise GraphDefinitionError((problem,))
