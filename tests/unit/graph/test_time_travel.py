"""Going back, forking, and writing from outside."""

from __future__ import annotations

from operator import add
from typing import Annotated, Any, TypedDict

import pytest

from stepgraph.checkpoint.log import ThreadLog
from stepgraph.checkpoint.memory import InMemorySaver
from stepgraph.errors import CheckpointNotFoundError, InvalidInputError
from stepgraph.graph import END, START, StateGraph
from stepgraph.types import Command, interrupt

CONFIG = {"configurable": {"thread_id": "t"}}


class State(TypedDict, total=False):
    count: int
    log: Annotated[list[str], add]


def counting(name: str) -> Any:
    return lambda state: {"count": state["count"] + 1, "log": [name]}


@pytest.fixture
def graph() -> Any:
    builder = StateGraph(State)
    builder.add_sequence([(name, counting(name)) for name in "abc"])
    done = builder.add_edge(START, "a").add_edge("c", END).compile(InMemorySaver())
    done.invoke({"count": 0}, CONFIG)
    return done


def before(graph: Any, node: str) -> Any:
    return next(state for state in graph.get_state_history(CONFIG) if state.next == (node,))


def test_a_run_from_an_older_checkpoint_is_a_fork_and_loses_nothing(graph):
    old = list(graph.get_state_history(CONFIG))
    assert graph.invoke(None, before(graph, "b").config) == {"count": 3, "log": ["a", "b", "c"]}
    history = list(graph.get_state_history(CONFIG))
    assert [(state.metadata["source"], state.next) for state in history[:3]] == [
        ("loop", ()),
        ("loop", ("c",)),
        ("fork", ("b",)),
    ]
    assert history[2].parent_config == before(graph, "b").parent_config or history[2].parent_config
    assert history[3:] == old


def test_tasks_of_a_fork_have_ids_of_their_own(graph):
    first = before(graph, "b")
    graph.invoke(None, first.config)
    ids = {state.tasks[0].id for state in graph.get_state_history(CONFIG) if state.next == ("b",)}
    assert len(ids) == 2


def test_an_input_at_an_older_checkpoint_starts_from_that_state(graph):
    final = graph.invoke({"log": ["again"]}, before(graph, "b").config)
    assert final == {"count": 4, "log": ["a", "again", "a", "b", "c"]}


def test_an_update_from_outside_is_a_checkpoint_whose_edges_follow(graph):
    config = graph.update_state(CONFIG, {"count": 10}, as_node="a")
    state = graph.get_state(config)
    assert (state.values["count"], state.next, state.metadata["source"]) == (10, ("b",), "update")
    assert graph.invoke(None, CONFIG)["count"] == 12


def test_an_update_at_an_older_checkpoint_forks_there(graph):
    config = graph.update_state(before(graph, "b").config, {"count": 100})
    assert graph.get_state(config).next == ("b",)
    assert graph.invoke(None, config) == {"count": 102, "log": ["a", "b", "c"]}


def test_an_update_as_the_end_leaves_nothing_to_do(graph):
    graph.update_state(before(graph, "b").config, None, as_node=END)
    assert graph.get_state(CONFIG).next == ()


def test_an_update_of_a_new_thread_is_an_input(graph):
    other = {"configurable": {"thread_id": "other"}}
    graph.update_state(other, {"count": 5})
    assert graph.get_state(other).next == ("a",)
    assert graph.invoke(None, other)["count"] == 8


def test_an_update_as_nobody_is_refused_and_writes_nothing(graph):
    old = list(graph.get_state_history(CONFIG))
    with pytest.raises(InvalidInputError, match="no node 'nobody'"):
        graph.update_state(CONFIG, {"count": 1}, as_node="nobody")
    assert list(graph.get_state_history(CONFIG)) == old


@pytest.mark.parametrize("id", ["nonsense", "00000000-0000-6fff-8000-000000000000"])
def test_a_checkpoint_that_is_not_there_is_named(graph, id):
    config = {"configurable": {"thread_id": "t", "checkpoint_id": id}}
    for go in (graph.get_state, lambda config: graph.invoke(None, config)):
        with pytest.raises(CheckpointNotFoundError):
            go(config)


def test_a_history_is_filtered_by_metadata_and_cut_by_age_and_number(graph):
    assert [s.metadata["step"] for s in graph.get_state_history(CONFIG, filter={"step": 1})] == [1]
    assert [s.metadata["step"] for s in graph.get_state_history(CONFIG, limit=2)] == [3, 2]
    older = graph.get_state_history(CONFIG, before=before(graph, "b").config)
    assert [state.metadata["step"] for state in older] == [0, -1]


def test_a_run_stops_before_and_after_the_nodes_it_is_told(graph):
    builder = StateGraph(State)
    builder.add_sequence([(name, counting(name)) for name in "abc"])
    builder.add_edge(START, "a")
    stopping = builder.compile(InMemorySaver(), interrupt_before=["b"], interrupt_after=["b"])
    assert stopping.invoke({"count": 0}, CONFIG)["count"] == 1
    assert stopping.get_state(CONFIG).next == ("b",)
    assert stopping.invoke(None, CONFIG)["count"] == 2
    assert stopping.get_state(CONFIG).next == ("c",)
    assert stopping.invoke(None, CONFIG)["count"] == 3


@pytest.mark.parametrize("shown", [1, 2])
def test_a_stream_that_is_left_frees_its_thread_and_keeps_its_state(graph, shown):
    other = {"configurable": {"thread_id": "left"}}
    stream = graph.stream({"count": 0}, other, stream_mode="values")
    for _ in range(shown):
        next(stream)
    stream.close()
    assert ThreadLog(graph.checkpointer, "left").meta().status == "interrupted"
    assert graph.invoke(None, other)["count"] == 3


def test_a_command_that_does_more_than_resume_is_refused_and_changes_nothing(graph):
    old = list(graph.get_state_history(CONFIG))
    with pytest.raises(InvalidInputError, match="cannot start a run"):
        graph.invoke(Command(resume=1, goto="a"), CONFIG)
    assert list(graph.get_state_history(CONFIG)) == old


def test_a_question_of_an_older_checkpoint_can_be_answered_otherwise():
    builder = StateGraph(State)
    builder.add_node("ask", lambda state: {"log": [interrupt("?")]}).add_edge(START, "ask")
    asking = builder.compile(InMemorySaver())
    asking.invoke({"count": 0}, CONFIG)
    asked = asking.get_state(CONFIG).config
    assert asking.invoke(Command(resume="yes"), CONFIG)["log"] == ["yes"]
    assert asking.invoke(Command(resume="no"), asked)["log"] == ["no"]
