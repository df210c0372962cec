"""The config, the store and the stream of the task that calls."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from stepgraph.runtime import get_runtime
from stepgraph.types import RunnableConfig

if TYPE_CHECKING:
    from stepgraph.store.base import BaseStore

__all__ = ["get_config", "get_store", "get_stream_writer"]


def get_config() -> RunnableConfig:
    """The run's configuration."""
    return get_runtime().config


def get_store() -> BaseStore:
    """The store that the graph was compiled with."""
    store = get_runtime().store
    if store is None:
        raise RuntimeError("The graph has no store. Compile it with one: compile(store=...).")
    return store


def get_stream_writer() -> Callable[[Any], None]:
    """Sends what it is called with to whoever streams the run in mode `custom`."""
    return get_runtime().stream_writer
