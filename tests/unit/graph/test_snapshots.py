import contextlib
import uuid

import pytest

from stepgraph.checkpoint.memory import InMemorySaver
from stepgraph.types import Command, interrupt
from tests.unit.graphs import NOW, chain, config, fan, side_by_side


def broken(_state):
    raise ValueError("broken")


def history(builder, *inputs, thread="t"):
    graph = builder.compile(InMemorySaver())
    for input in inputs or ({"value": 1},):
        with contextlib.suppress(ValueError):
            graph.invoke(input, config(thread))
    return list(graph.get_state_history(config(thread)))


def test_a_history_is_every_checkpoint_newest_first():
    shown = [
        (snapshot.metadata["source"], snapshot.metadata["step"], snapshot.next, snapshot.values)
        for snapshot in history(chain("a", "b"))
    ]
    assert shown == [
        ("loop", 2, (), {"value": 1, "log": ["a", "b"]}),
        ("loop", 1, ("b",), {"value": 1, "log": ["a"]}),
        ("loop", 0, ("a",), {"value": 1, "log": []}),
        ("input", -1, ("__start__",), {"log": []}),
    ]


def test_a_second_input_is_a_checkpoint_on_the_state_before_it():
    snapshots = history(chain("a"), {"value": 1}, {"value": 2})
    shown = [(one.metadata["source"], one.metadata["step"], one.values) for one in snapshots]
    assert shown[2:4] == [
        ("input", 2, {"value": 1, "log": ["a"]}),
        ("loop", 1, {"value": 1, "log": ["a"]}),
    ]
    assert snapshots[2].tasks[0].result == {"value": 2}


def test_every_checkpoint_but_the_first_has_the_one_before_it_as_parent():
    snapshots = history(chain("a", "b"), {"value": 1}, {"value": 2})
    configs = [one.config for one in snapshots]
    assert [one.parent_config for one in snapshots] == [*configs[1:], None]


def test_checkpoint_ids_are_unique_and_sort_by_age():
    ids = [one.config["configurable"]["checkpoint_id"] for one in history(chain(*"abcdef"))]
    assert ids == sorted(set(ids), reverse=True)
    assert {uuid.UUID(one).version for one in ids} == {6}


def test_a_task_that_has_run_shows_what_it_wrote():
    tasks = [one.tasks for one in history(chain("a"))]
    assert [[(task.name, task.path, task.result) for task in some] for some in tasks] == [
        [],
        [("a", ("__pregel_pull", "a"), {"log": ["a"]})],
        [("__start__", ("__pregel_pull", "__start__"), {"value": 1})],
    ]


def test_the_tasks_of_sends_have_their_index_in_their_path():
    (fanned,) = [one for one in history(fan(lambda n: {"log": [n]})) if len(one.tasks) == 3]
    assert fanned.next == ("worker",) * 3
    assert [task.path for task in fanned.tasks] == [("__pregel_push", n) for n in range(3)]
    assert [task.result for task in fanned.tasks] == [{"log": [n]} for n in range(3)]
    assert len({task.id for task in fanned.tasks}) == 3


def test_a_task_that_waits_shows_its_question():
    newest = history(chain("a", a=lambda _: {"log": [interrupt("why?")]}))[0]
    (task,) = newest.tasks
    assert newest.next == ("a",)
    assert newest.interrupts == task.interrupts
    assert [one.value for one in newest.interrupts] == ["why?"]
    assert (task.result, task.error) == (None, None)


def test_a_question_that_was_answered_is_open_no_more():
    builder = chain("a", a=lambda _: {"log": [interrupt("why?")]})
    snapshots = history(builder, {"value": 1}, Command(resume="because"))
    assert all(one.interrupts == () for one in snapshots)
    assert snapshots[1].tasks[0].result == {"log": ["because"]}


def test_a_task_that_failed_shows_its_error_and_its_sibling_what_it_wrote():
    newest = history(side_by_side("a", "b", b=broken))[0]
    good, bad = newest.tasks
    assert newest.next == ("b",)
    assert newest.values == {"value": 1, "log": []}
    assert (good.result, good.error) == ({"log": ["a"]}, None)
    assert "ValueError: broken" in str(bad.error)


def test_the_engines_own_channels_are_not_shown():
    builder = side_by_side("a", "b").add_node("j", lambda _: None).add_edge(["a", "b"], "j")
    for one in history(builder):
        assert set(one.values) <= {"value", "log"}
        assert all(set(task.result or ()) <= {"value", "log"} for task in one.tasks)


@pytest.mark.parametrize("thread", ["t", "x#T#y", "é"])
def test_a_config_leads_to_its_thread(thread):
    for one in history(chain("a"), thread=thread):
        assert one.config["configurable"]["thread_id"] == thread
        assert one.created_at > NOW[:2]
