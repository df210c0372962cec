"""The names that the programs take, and a table that waits as one across a network does."""

from types import SimpleNamespace
from typing import Any, TypedDict

from stepgraph.cache.memory import InMemoryCache
from stepgraph.checkpoint.memory import InMemorySaver
from stepgraph.func import entrypoint, task
from stepgraph.graph import END, START, StateGraph
from stepgraph.runtime import get_runtime
from stepgraph.store.memory import InMemoryStore
from stepgraph.types import CachePolicy, Command, RetryPolicy, interrupt


class State(TypedDict, total=False):
    """One key."""

    value: Any


class FarSaver(InMemorySaver):
    """A table whose every call is to be kept off an event loop."""

    blocks = True


def library(saver: type[InMemorySaver] = InMemorySaver) -> SimpleNamespace:
    """This implementation, with its threads in such tables."""
    return SimpleNamespace(
        entrypoint=entrypoint,
        task=task,
        interrupt=interrupt,
        Command=Command,
        RetryPolicy=RetryPolicy,
        CachePolicy=CachePolicy,
        InMemorySaver=saver,
        InMemoryStore=InMemoryStore,
        InMemoryCache=InMemoryCache,
        StateGraph=StateGraph,
        START=START,
        END=END,
        State=State,
        get_runtime=get_runtime,
    )
