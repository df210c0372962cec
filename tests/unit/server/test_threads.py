import pytest
from langgraph_sdk.errors import ConflictError

from tests.unit.server.local import client_of


@pytest.fixture(scope="module")
def asked(url):
    """A thread on which `spine` waits for a person; nobody answers."""
    with client_of(url) as sdk:
        thread = sdk.threads.create()["thread_id"]
        sdk.runs.wait(thread, "spine", input={"topic": "solar power"})
    return thread


def test_a_new_thread_is_idle_and_empty(sdk):
    thread = sdk.threads.create(metadata={"user": "u"}, graph_id="spine")
    assert thread["status"] == "idle"
    assert thread["metadata"] == {"user": "u", "graph_id": "spine"}
    assert thread["values"] == {}
    assert thread["interrupts"] == {}
    assert sdk.threads.get(thread["thread_id"]) == thread


def test_a_thread_may_be_given_its_id(sdk):
    assert sdk.threads.create(thread_id="mine, 100% #1 é")["thread_id"] == "mine, 100% #1 é"
    assert sdk.threads.get("mine, 100% #1 é")["status"] == "idle"


def test_a_thread_that_exists_is_a_conflict_or_given_as_it_is(sdk):
    first = sdk.threads.create(thread_id="twin", metadata={"n": 1})
    with pytest.raises(ConflictError) as caught:
        sdk.threads.create(thread_id="twin")
    assert caught.value.code == "THREAD_EXISTS"
    assert sdk.threads.create(thread_id="twin", if_exists="do_nothing") == first


def test_a_thread_without_a_run_has_an_empty_state_and_no_history(sdk):
    thread = sdk.threads.create()["thread_id"]
    state = sdk.threads.get_state(thread)
    assert (state["values"], state["next"], state["tasks"]) == ({}, [], [])
    assert state["checkpoint"] == {
        "thread_id": thread,
        "checkpoint_ns": "",
        "checkpoint_id": None,
    }
    assert sdk.threads.get_history(thread) == []


def test_a_thread_shows_its_graph_its_values_and_what_is_open(sdk, asked):
    shown, state = sdk.threads.get(asked), sdk.threads.get_state(asked)
    [task] = state["tasks"]
    assert shown["status"] == "interrupted"
    assert shown["metadata"]["graph_id"] == "spine"
    assert shown["values"] == state["values"]
    assert shown["interrupts"] == {task["id"]: task["interrupts"]}
    assert shown["updated_at"] > shown["created_at"]


def test_a_state_tells_what_comes_next_and_where_it_stands(sdk, asked):
    state = sdk.threads.get_state(asked)
    [task] = state["tasks"]
    [question] = state["interrupts"]
    assert state["next"] == ["approve"]
    assert (task["name"], task["path"]) == ("approve", ["__pregel_pull", "approve"])
    assert task["interrupts"] == [question]
    assert question["value"]["question"] == "Publish this report?"
    assert state["checkpoint"]["checkpoint_id"] > state["parent_checkpoint"]["checkpoint_id"]
    assert state["metadata"]["step"] == 5


def test_a_history_is_all_states_newest_first(sdk, asked):
    history = sdk.threads.get_history(asked, limit=100)
    assert history[0] == sdk.threads.get_state(asked)
    assert [state["metadata"]["step"] for state in history] == [5, 4, 3, 2, 1, 0, -1]
    assert history[2]["next"] == ["work"] * 3
    assert history[-1]["next"] == ["__start__"]
    assert history[-1]["parent_checkpoint"] is None


def test_a_history_is_paged_by_checkpoint(sdk, asked):
    history = sdk.threads.get_history(asked, limit=100)
    place = history[1]["checkpoint"]
    assert sdk.threads.get_history(asked, limit=2) == history[:2]
    assert sdk.threads.get_history(asked, limit=2, before=place) == history[2:4]
    by_id = sdk.threads.get_history(asked, limit=2, before=place["checkpoint_id"])
    assert by_id == history[2:4]


def test_a_history_is_filtered_by_metadata(sdk, asked):
    [found] = sdk.threads.get_history(asked, metadata={"source": "input"})
    assert found["metadata"]["step"] == -1


def test_a_task_that_failed_shows_its_error(sdk):
    thread = sdk.threads.create()["thread_id"]
    sdk.runs.wait(thread, "broken", input={"steps": ["in"]}, raise_error=False)
    assert sdk.threads.get(thread)["status"] == "error"
    [task] = sdk.threads.get_state(thread)["tasks"]
    assert task["error"] == "ValueError: the tap is dry"


def test_values_that_json_does_not_have_are_shown_as_the_nearest_that_it_has(sdk):
    thread = sdk.threads.create()["thread_id"]
    made = sdk.runs.wait(thread, "odd", input={"given": 1})["made"]
    assert made == {
        "pair": [1, 2],
        "set": [1],
        "at": "2025-01-02T00:00:00+00:00",
        "nothing": None,
        "3": "YWJj",
    }
    assert sdk.threads.get_state(thread)["values"]["made"] == made
