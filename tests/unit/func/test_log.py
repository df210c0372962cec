"""What calls leave in the log, and what is made of it when a run goes on."""

from typing import Any

import pytest

from stepgraph.checkpoint.memory import InMemorySaver
from stepgraph.checkpoint.records import CallResult
from stepgraph.errors import CallMismatchError, ItemTooLargeError, UnknownTypeError
from stepgraph.func import entrypoint, task
from stepgraph.types import Command, interrupt
from tests.unit.func.flows import THREAD, Dying, Killed
from tests.unit.graphs import items_of, log_of


def keys_of(table):
    return [str(item["sk"]) for item in items_of(table)]


def two_steps(calls, first="first"):
    """A flow of three calls with a question between them, whose first task has this name."""

    @task(name=first)
    def one(number):
        calls.append(("one", number))
        return number + 1

    @task
    def two(number):
        calls.append(("two", number))
        return number * 10

    @entrypoint()
    def flow(number):
        results = [one(number).result(), two(number).result()]
        return [*results, interrupt("more?"), one(100).result()]

    return flow


def test_a_call_is_stored_under_its_task_and_its_number():
    table, flow = InMemorySaver(), two_steps([])
    flow.with_checkpointer(table).invoke(1, THREAD)
    assert keys_of(table) == [
        "#C#0000000001",
        "#C#0000000001#I#N:flow#0000",
        "#C#0000000001#T#N:flow/000000",
        "#C#0000000001#T#N:flow/000001",
        "META",
    ]


def test_a_call_inside_a_call_is_stored_under_that():
    @task
    def inner():
        return 1

    @task
    def outer():
        return inner().result()

    @entrypoint(checkpointer=(table := InMemorySaver()))
    def flow(_):
        return outer().result()

    flow.invoke(1, THREAD)
    assert [key for key in keys_of(table) if "#T#" in key] == [
        "#C#0000000001#T#N:flow/000000",
        "#C#0000000001#T#N:flow/000000/000000",
    ]


def test_the_first_result_of_a_call_stays_and_is_what_its_caller_gets():
    table = InMemorySaver()

    @task
    def step():
        # Another worker on the same run was faster.
        log = log_of(table)
        head = log.load(flow.spec)
        record = CallResult(1, "N:flow/000000", head.run, "step", "theirs")
        log.keep(head, record)
        return "ours"

    @entrypoint(checkpointer=table)
    def flow(_):
        return step().result()

    assert flow.invoke(1, THREAD) == "theirs"


def test_other_code_is_refused_by_both_names_and_the_run_goes_on_with_its_own():
    table, calls = InMemorySaver(), list[Any]()
    before, after = two_steps(calls), two_steps(calls, first="renamed")
    before.with_checkpointer(table).invoke(1, THREAD)
    with pytest.raises(CallMismatchError, match="'renamed', and was of 'first'") as caught:
        after.with_checkpointer(table).invoke(Command(resume="yes"), THREAD)
    assert caught.value.code == "RESUME_CALL_MISMATCH"
    assert before.with_checkpointer(table).invoke(None, THREAD) == [2, 10, "yes", 101]
    assert calls == [("one", 1), ("two", 1), ("one", 100)]


def test_a_result_that_cannot_be_stored_names_its_task_and_its_type():
    @task
    def makes():
        return object()

    @entrypoint(checkpointer=InMemorySaver())
    def flow(_):
        return makes().result()

    with pytest.raises(UnknownTypeError, match=r"result of task 'makes' .* builtins.object"):
        flow.invoke(1, THREAD)


def test_without_a_log_a_task_may_return_anything():
    @task
    def makes():
        return (number for number in [1, 2])

    @entrypoint()
    def flow(_):
        return list(makes().result())

    assert flow.invoke(1) == [1, 2]
    assert list(flow.stream(1))[-1] == {"flow": [1, 2]}


def test_a_result_over_the_size_of_an_item_is_refused():
    @task
    def makes():
        return "x" * 400_000

    @entrypoint(checkpointer=InMemorySaver())
    def flow(_):
        return len(makes().result())

    with pytest.raises(ItemTooLargeError):
        flow.invoke(1, THREAD)


def test_changing_a_result_changes_it_for_nobody_else():
    @task
    def makes():
        return [1]

    @entrypoint(checkpointer=InMemorySaver())
    def flow(_):
        made = makes().result()
        made.append(2)
        return [made, interrupt("?")]

    shown = list(flow.stream(1, THREAD))
    assert shown[0] == {"makes": [1]}
    assert flow.invoke(Command(resume="!"), THREAD) == [[1, 2], "!"]


def test_calls_count_towards_the_next_snapshot_so_a_load_stays_short():
    @task
    def makes():
        return "x" * 10_000

    @entrypoint(checkpointer=(table := InMemorySaver()))
    def flow(number):
        return number + len(makes().result())

    for number in range(20):
        assert flow.invoke(number, THREAD) == number + 10_000
    snap = log_of(table).meta().snap
    assert snap > 30, "of 40 entries"


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("at", range(1, 9))
def test_a_run_killed_at_any_write_goes_on_and_no_stored_call_is_made_again(at, before):
    table, calls = InMemorySaver(), []

    @task
    def step(name):
        calls.append(name)
        return name.upper()

    @entrypoint()
    def flow(names):
        both = [future.result() for future in [step(name) for name in names]]
        return [*both, interrupt("more?"), step("last").result()]

    def goes_on(saver):
        """What a worker does with a thread, whoever left it there."""
        graph = flow.with_checkpointer(saver)
        while True:
            state = graph.get_state(THREAD)
            if state.interrupts:
                graph.invoke(Command(resume="yes"), THREAD)
            elif state.next:
                graph.invoke(None, THREAD)
            elif state.values:
                return state.values
            else:
                graph.invoke(["a", "b"], THREAD)

    dying = Dying(table, at, before=before)
    with pytest.raises(Killed):
        goes_on(dying)
    made = {name: calls.count(name) for name in calls}
    stored = [item for item in items_of(table) if "#T#" in str(item["sk"])]
    assert goes_on(table) == ["A", "B", "yes", "LAST"]
    again = sum(calls.count(name) - made.get(name, 0) for name in ("a", "b", "last"))
    assert again == 3 - len(stored)
