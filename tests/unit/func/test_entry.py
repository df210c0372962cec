import threading

import pytest

from stepgraph.cache.memory import InMemoryCache
from stepgraph.checkpoint.memory import InMemorySaver
from stepgraph.errors import EmptyInputError, GraphDefinitionError, NodeTimeoutError
from stepgraph.func import entrypoint, task
from stepgraph.graph import CompiledStateGraph
from stepgraph.types import CachePolicy, RetryPolicy, interrupt
from tests.unit.func.flows import THREAD


def identity(given):
    return given


class Doubles:
    def __call__(self, number):
        return number * 2


def test_a_function_becomes_a_graph_of_one_node():
    flow = entrypoint()(identity)
    assert isinstance(flow, CompiledStateGraph)
    assert (flow.name, list(flow.spec.nodes)) == ("identity", ["__start__", "identity"])


def test_a_callable_object_is_an_entrypoint_too():
    flow = entrypoint()(Doubles())
    assert (flow.name, flow.invoke(2)) == ("Doubles", 4)


def generator(_):
    yield 1


async def async_generator(_):
    yield 1


def no_parameter():
    return 1


@pytest.mark.parametrize("function", [generator, async_generator, no_parameter])
def test_a_function_that_is_no_entrypoint_is_refused_by_name(function):
    with pytest.raises(GraphDefinitionError, match=f"Entrypoint '{function.__name__}'"):
        entrypoint()(function)


def test_a_name_that_keys_cannot_hold_is_refused():
    identity_too = Doubles()
    type(identity_too).__name__ = "a/b"
    try:
        with pytest.raises(GraphDefinitionError, match="'a/b'"):
            entrypoint()(identity_too)
    finally:
        type(identity_too).__name__ = "Doubles"


def test_a_thread_without_pending_tasks_needs_an_input():
    with pytest.raises(EmptyInputError):
        entrypoint(checkpointer=InMemorySaver())(identity).invoke(None, THREAD)


def test_what_a_function_does_to_its_input_is_its_own_affair():
    @entrypoint(checkpointer=InMemorySaver())
    def flow(given):
        given.append("mine")
        return interrupt(given)

    given = ["yours"]
    asked = flow.invoke(given, THREAD)["__interrupt__"][0].value
    assert (asked, given) == (["yours", "mine"], ["yours"])


def test_an_entrypoint_has_a_timeout_though_it_is_sync():
    never = threading.Event()
    once = RetryPolicy(max_attempts=1)
    flow = entrypoint(timeout=0.02, retry_policy=once)(lambda _: never.wait(5))
    try:
        with pytest.raises(NodeTimeoutError):
            flow.invoke(1)
    finally:
        never.set()


def test_the_final_value_may_say_its_types():
    assert entrypoint.final[int, str](value=1, save="a") == entrypoint.final(value=1, save="a")


def test_the_result_is_none_until_there_is_one():
    @entrypoint(checkpointer=InMemorySaver())
    def flow(_):
        return interrupt("?")

    assert flow.get_state(THREAD).values == {}
    flow.invoke(1, THREAD)
    assert flow.get_state(THREAD).values is None


def test_a_question_stands_beside_the_last_result_where_that_is_a_dict():
    @entrypoint(checkpointer=InMemorySaver())
    def flow(asks):
        return {"a": 1} if not asks else interrupt("?")

    flow.invoke(False, THREAD)
    assert set(flow.invoke(True, THREAD)) == {"a", "__interrupt__"}


def test_writing_to_a_thread_is_returning_that():
    @entrypoint(checkpointer=InMemorySaver())
    def flow(number, previous):
        return [number, previous]

    flow.update_state(THREAD, entrypoint.final(value="shown", save="saved"), as_node="flow")
    assert flow.get_state(THREAD).values == "shown"
    assert flow.invoke(1, THREAD) == [1, "saved"]


def test_older_results_can_be_gone_back_to():
    @entrypoint(checkpointer=InMemorySaver())
    def flow(number, previous):
        return [*(previous or []), number]

    for number in (1, 2, 3):
        flow.invoke(number, THREAD)
    (first,) = [one for one in flow.get_state_history(THREAD) if one.values == [1] and not one.next]
    assert flow.invoke(9, first.config) == [1, 9]


def test_breakpoints_stop_before_the_function():
    ran: list[int] = []
    flow = entrypoint(checkpointer=InMemorySaver())(ran.append)
    flow.invoke(1, THREAD, interrupt_before="*")
    assert (ran, flow.get_state(THREAD).next) == ([], ("append",))
    flow.invoke(None, THREAD)
    assert ran == [1]


def test_many_inputs_run_side_by_side():
    @task
    def double(number):
        return number * 2

    flow = entrypoint()(lambda number: double(number).result())
    assert flow.batch([1, 2, 3]) == [2, 4, 6]


def test_a_final_value_comes_back_from_the_cache_as_one():
    ran: list[int] = []

    @entrypoint(checkpointer=InMemorySaver(), cache=InMemoryCache(), cache_policy=CachePolicy())
    def flow(number, previous):
        ran.append(number)
        return entrypoint.final(value=previous, save=number)

    assert [flow.invoke(number, THREAD) for number in (1, 1, 2)] == [None, None, 1]
    assert ran == [1, 2]


def test_what_holds_for_the_tasks_of_an_entrypoint_does_not_for_those_of_a_graph_it_runs():
    tries: list[str] = []

    @task
    def fails(_number=None):
        tries.append("again")
        raise ValueError("no")

    inner = entrypoint()(lambda _: fails().result())
    thrice = RetryPolicy(max_attempts=3, initial_interval=0, jitter=False, retry_on=ValueError)
    outer = entrypoint(retry_policy=thrice)(lambda _: inner.invoke(1))
    with pytest.raises(ValueError, match="no"):
        outer.invoke(1)
    assert len(tries) == 3
