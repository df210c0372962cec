import functools
from typing import Any, Literal

import pytest

from stepgraph.graph.adapt import adapt, answers_of, declared_ends
from stepgraph.runtime import Runtime
from stepgraph.types import Send

STATE = {"value": 1}
RUNTIME: Runtime = Runtime(config={"configurable": {"user": "me"}})


class Object:
    def method(self, state, runtime):
        return state, runtime

    @classmethod
    def for_all(cls, state, config):
        return state, config

    @staticmethod
    def alone(state):
        return state

    def __call__(self, state, config, runtime):
        return state, config, runtime


def keyword_only(state, *, config, runtime):
    return state, config, runtime


def with_default(state, config=None):
    return state, config


def bound(first, state, runtime):
    return first, state, runtime


async def coroutine(state, config):
    return state, config


@pytest.mark.parametrize(
    ("function", "answer"),
    [
        (lambda: "nothing", "nothing"),
        (lambda state: state, STATE),
        (lambda anything: anything, STATE),
        (lambda state, config: (state, config), (STATE, RUNTIME.config)),
        (lambda state, runtime: (state, runtime), (STATE, RUNTIME)),
        (lambda state, runtime, config: (config, runtime), (RUNTIME.config, RUNTIME)),
        (lambda config: config, STATE),
        (lambda runtime: runtime, STATE),
        (lambda state, other=7: other, 7),
        (lambda *args: args, (STATE,)),
        (keyword_only, (STATE, RUNTIME.config, RUNTIME)),
        (with_default, (STATE, RUNTIME.config)),
        (functools.partial(bound, "first"), ("first", STATE, RUNTIME)),
        (functools.partial(with_default), (STATE, RUNTIME.config)),
        (Object().method, (STATE, RUNTIME)),
        (Object.for_all, (STATE, RUNTIME.config)),
        (Object.alone, STATE),
        (Object(), (STATE, RUNTIME.config, RUNTIME)),
        (dict, STATE),
        (len, 1),
        (str, str(STATE)),
    ],
)
def test_a_function_gets_the_state_and_what_its_parameters_name(function, answer):
    assert adapt(function)(STATE, RUNTIME) == answer


def test_a_coroutine_function_gives_something_to_wait_for():
    answer = adapt(coroutine)(STATE, RUNTIME)
    with pytest.raises(StopIteration) as done:
        answer.send(None)
    assert done.value.value == (STATE, RUNTIME.config)


def names() -> Literal["a", "b"]:
    return "a"


def sends() -> list[Send]:
    return []


def either() -> Literal["a"] | list[Send]:
    return "a"


def text() -> str:
    return "a"


def anything() -> Any:
    return "a"


def untyped():
    return "a"


def unreadable() -> "NoSuchName":  # type: ignore[name-defined] # noqa: F821
    return "a"


@pytest.mark.parametrize(
    ("router", "ends", "answers"),
    [
        (names, ("a", "b"), (True, False)),
        (sends, None, (False, True)),
        (either, None, (True, True)),
        (text, None, (True, False)),
        (anything, None, (True, True)),
        (untyped, None, (True, True)),
        (unreadable, None, (True, True)),
        (lambda state: "a", None, (True, True)),
        (functools.partial(names), None, (True, True)),
        (Object(), None, (True, True)),
    ],
)
def test_the_annotation_of_a_router_says_what_it_may_answer(router, ends, answers):
    assert declared_ends(router) == ends
    assert answers_of(router) == answers
