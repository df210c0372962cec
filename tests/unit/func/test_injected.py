from typing import Any

import pytest

from stepgraph.func.injected import Injected
from stepgraph.runtime import Runtime
from stepgraph.store.base import BaseStore
from stepgraph.store.memory import InMemoryStore

STORE = InMemoryStore()
RUNTIME: Runtime[Any] = Runtime(store=STORE, config={"a": 1}, previous=7)


def added(function, *args, **kwargs):
    """The names that are filled in."""
    return set(Injected(function).add(args, kwargs, RUNTIME)) - set(kwargs)


def untyped(number, config, *, store, runtime, writer, previous):
    """Takes all."""


def typed(number: int, config: dict[str, Any], *, store: BaseStore, runtime: Runtime[Any]):
    """Takes what it says."""


def other_things(config: str = "", store: int = 0, writer: Any = None):
    """Means its own by these names."""


def unresolved(store: "Nowhere"):  # type: ignore[name-defined]  # noqa: F821
    """Says nothing that can be read."""


@pytest.mark.parametrize(
    ("function", "names"),
    [
        (untyped, {"config", "store", "runtime", "writer", "previous"}),
        (typed, {"config", "store", "runtime"}),
        (other_things, {"writer"}),
        (unresolved, {"store"}),
        (lambda number: number, set()),
        (lambda *store: store, set()),
        (print, set()),
        (max, set()),
    ],
)
def test_parameters_are_filled_in_that_have_the_name_and_no_other_type(function, names):
    assert added(function) == names


def test_what_the_caller_gives_stays():
    assert added(untyped, 1, {"own": True}, store=None) == {"runtime", "writer", "previous"}


def test_what_there_is_none_of_leaves_a_default_alone():
    nothing: Runtime[Any] = Runtime()
    with_default = Injected(lambda store="mine": store)
    without = Injected(lambda store: store)
    assert with_default.add((), {}, nothing) == {}
    assert without.add((), {}, nothing) == {"store": None}
