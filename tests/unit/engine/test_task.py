import asyncio

import pytest

from stepgraph.constants import END
from stepgraph.engine import Checkpoint, TaskRef, plan, run_task
from stepgraph.errors import GraphInterrupt, InvalidUpdateError
from stepgraph.runtime import ExecutionInfo, Runtime
from stepgraph.types import Command, Interrupt, Send, interrupt
from tests.unit.graphs import chain, nodes, spec_of


def run(action, *, answers=(), values=None, router=None):
    """The result of a task of `a`, which has an edge to `b`, or this router."""
    builder = nodes("a", "b", "c", a=action).add_edge("__start__", "a")
    if router:
        builder.add_conditional_edges("a", router)
    else:
        builder.add_edge("a", "b")
    spec, values = spec_of(builder), values or {"value": 1, "log": ["x"]}
    (task,) = plan(spec, Checkpoint(1, 0, values, (TaskRef.pull("a"),)))
    return run_task(
        spec, values, task, answers, Runtime(config={}, execution_info=ExecutionInfo("task"))
    )


@pytest.mark.parametrize(
    ("answer", "writes", "routes"),
    [
        (None, (), ("b",)),
        ({}, (), ("b",)),
        ({"value": 2, "log": [1]}, (("value", 2), ("log", [1])), ("b",)),
        ({"value": None}, (("value", None),), ("b",)),
        (Command(update={"value": 2}), (("value", 2),), ("b",)),
        (Command(goto="c"), (), ("c", "b")),
        (Command(goto=END), (), (END, "b")),
        (Command(goto=["c", Send("c", 1)]), (), ("c", Send("c", 1), "b")),
        (Command(goto=Send("c", 1)), (), (Send("c", 1), "b")),
        ([{"log": [1]}, {"log": [2]}], (("log", [1]), ("log", [2])), ("b",)),
        ([Command(goto="c"), {"value": 2}, None], (("value", 2),), ("c", "b")),
    ],
)
def test_an_answer_is_read_as_writes_and_routes(answer, writes, routes):
    result = run(lambda _: answer)
    assert (result.path, result.node, result.writes, result.routes) == ("N:a", "a", writes, routes)


@pytest.mark.parametrize("answer", [1, "text", {1, 2}, [1], [["value", 1]], object()])
def test_an_answer_that_is_no_update_names_the_node_and_the_fix(answer):
    with pytest.raises(InvalidUpdateError, match=r"'a' gave '.*Return a dict"):
        run(lambda _: answer)


def test_an_unknown_key_names_the_node_the_key_and_the_known_ones():
    with pytest.raises(InvalidUpdateError, match=r"'a' writes 'vlaue'.*one of: value, log\."):
        run(lambda _: {"vlaue": 1})


def test_the_engines_own_channels_cannot_be_written():
    builder = nodes("a", "b", a=lambda _: {"join:a|b:b": "b"}).add_edge("__start__", "a")
    spec = spec_of(builder.add_edge(["a", "b"], "b"))
    (task,) = plan(spec, Checkpoint(1, 0, {}, (TaskRef.pull("a"),)))
    with pytest.raises(InvalidUpdateError, match="which the state"):
        run_task(spec, {}, task)


def test_a_node_may_be_a_coroutine_and_ask_there():
    async def action(state):
        await asyncio.sleep(0)
        return {"value": interrupt("why?")}

    assert run(action, answers=["because"]).writes == (("value", "because"),)
    with pytest.raises(GraphInterrupt):
        run(action)


def test_what_a_node_raises_passes_through():
    with pytest.raises(ZeroDivisionError):
        run(lambda _: 1 / 0)


def test_calls_of_interrupt_take_the_answers_in_turn_and_the_next_one_asks():
    def action(_state):
        return {"log": [interrupt("one?"), interrupt("two?"), interrupt("three?")]}

    assert run(action, answers=[1, None, 3]).writes == (("log", [1, None, 3]),)
    with pytest.raises(GraphInterrupt) as caught:
        run(action, answers=[1, None])
    assert caught.value.interrupts == (Interrupt("three?"),)


def test_outside_a_node_nobody_can_be_asked():
    run(lambda _: None)
    with pytest.raises(RuntimeError, match="outside a node"):
        interrupt("anybody?")


def test_an_answer_that_is_changed_in_place_is_the_same_on_the_next_attempt():
    given = [{"count": 1}]

    def action(_state):
        answer = interrupt("?")
        answer["count"] += 1
        return {"value": answer["count"]}

    assert run(action, answers=given).writes == run(action, answers=given).writes
    assert given == [{"count": 1}]


def test_a_write_that_its_node_changes_later_stays_as_it_was_returned():
    kept = [1]
    result = run(lambda _: {"value": kept})
    kept.append(2)
    assert result.writes == (("value", [1]),)


def test_a_conditional_edge_of_start_sees_the_input_and_what_reducers_start_from():
    def router(state):
        return "a" if state == {"value": 1, "log": []} else "b"

    builder = nodes("a", "b").add_conditional_edges("__start__", router)
    assert builder.compile().invoke({"value": 1})["log"] == ["a"]


@pytest.mark.parametrize(
    "value",
    [[1, [2]], {"a": {"b": []}}, ({"a": []},), {1, 2}, [bytearray(b"x")], [[{"deep": [{}]}]]],
)
def test_a_node_reads_an_equal_copy_that_shares_nothing_that_can_change(value):
    read = []
    run(lambda state: read.append(state["value"]), values={"value": value, "log": []})
    assert read == [value]
    assert type(read[0]) is type(value)
    assert not changeable(value) & changeable(read[0])


def changeable(value):
    """The identities of all that can change in a value."""
    parts = value.values() if isinstance(value, dict) else value
    inner = parts if isinstance(value, list | dict | tuple) else ()
    mine = {id(value)} if isinstance(value, list | dict | set | bytearray) else set()
    return mine.union(*map(changeable, inner))


def test_a_router_that_changes_its_state_changes_nothing():
    values = {"value": 1, "log": ["x"]}

    def router(state):
        state["log"].append("evil")
        return "c"

    result = run(lambda _: {"log": ["y"]}, values=values, router=router)
    assert result.writes == (("log", ["y"]),)
    assert values == {"value": 1, "log": ["x"]}


def test_a_node_gets_what_it_may_ask_about_its_run():
    spec = spec_of(chain("a", a=lambda state, runtime: {"value": runtime.execution_info.task_id}))
    (task,) = plan(spec, Checkpoint(1, 0, {}, (TaskRef.pull("a"),)))
    result = run_task(spec, {}, task, runtime=Runtime(execution_info=ExecutionInfo("the task")))
    assert result.writes == (("value", "the task"),)
