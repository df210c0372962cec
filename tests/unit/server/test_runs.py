import pytest
from fastapi.testclient import TestClient
from langgraph_sdk.errors import ConflictError, UnprocessableEntityError

from stepgraph.server import Settings, create_app

TOPIC = {"topic": "solar power"}
STEPS = {"steps": ["in"]}


def thread_of(sdk):
    return sdk.threads.create()["thread_id"]


def test_waiting_answers_with_the_state_and_the_question(sdk):
    output = sdk.runs.wait(thread_of(sdk), "spine", input=TOPIC)
    [question] = output.pop("__interrupt__")
    assert question["value"]["report"] == output["report"]
    assert output["log"] == ["planned", "3 angles", "split", "joined"]


@pytest.mark.parametrize(("answer", "word"), [(True, "approved"), (False, "rejected")])
def test_a_command_resumes_with_an_answer(sdk, answer, word):
    thread = thread_of(sdk)
    sdk.runs.wait(thread, "spine", input=TOPIC)
    output = sdk.runs.wait(thread, "spine", command={"resume": answer})
    assert output["log"][-1] == word
    assert sdk.threads.get(thread)["status"] == "idle"
    assert sdk.threads.get_state(thread)["next"] == []


def test_a_resume_may_name_the_question(sdk):
    thread = thread_of(sdk)
    output = sdk.runs.wait(thread, "twice", input=STEPS)
    id = output["__interrupt__"][0]["id"]
    with pytest.raises(UnprocessableEntityError) as caught:
        sdk.runs.create(thread, "twice", command={"resume": {"0" * 32: True}})
    assert caught.value.code == "RESUME_UNKNOWN_INTERRUPT"
    output = sdk.runs.wait(thread, "twice", command={"resume": {id: "a"}})
    assert output["__interrupt__"][0]["value"] == "second"


def test_a_run_that_is_created_is_joined(sdk):
    thread = thread_of(sdk)
    created: list[dict] = []
    run = sdk.runs.create(
        thread, "twice", input=STEPS, metadata={"n": 1}, on_run_created=created.append
    )
    assert run["thread_id"] == thread
    assert run["status"] == "pending"
    assert run["metadata"] == {"n": 1}
    assert created == [{"run_id": run["run_id"], "thread_id": thread}]
    assert "__interrupt__" in sdk.runs.join(thread, run["run_id"])
    assert sdk.runs.get(thread, run["run_id"])["status"] == "interrupted"


def test_a_run_on_a_thread_that_is_not_there_makes_it_where_asked(sdk):
    output = sdk.runs.wait("made-by-run", "gated", input=STEPS, if_not_exists="create")
    assert output == {"steps": ["in", "one", "two"]}
    assert sdk.threads.get("made-by-run")["status"] == "idle"


def test_a_busy_thread_refuses_another_run(sdk, gate):
    gate.clear()
    thread = thread_of(sdk)
    run = sdk.runs.create(thread, "gated", input=STEPS, multitask_strategy="reject")
    with pytest.raises(ConflictError) as caught:
        sdk.runs.create(thread, "gated", input=STEPS)
    assert caught.value.code == "LOG_STALE_THREAD"
    assert sdk.runs.get(thread, run["run_id"])["status"] == "running"
    assert sdk.threads.get(thread)["status"] == "busy"
    gate.set()
    sdk.runs.join(thread, run["run_id"])
    assert sdk.runs.get(thread, run["run_id"])["status"] == "success"


def test_a_thread_keeps_to_its_graph(sdk):
    thread = thread_of(sdk)
    sdk.runs.wait(thread, "gated", input=STEPS)
    with pytest.raises(UnprocessableEntityError, match="belongs to graph 'gated'"):
        sdk.runs.create(thread, "spine", input=TOPIC)


def test_a_failed_run_answers_with_its_error(sdk):
    thread = thread_of(sdk)
    with pytest.raises(Exception, match="ValueError: the tap is dry"):
        sdk.runs.wait(thread, "broken", input=STEPS)


def test_a_run_has_the_limit_of_its_config(sdk):
    thread = thread_of(sdk)
    config = {"configurable": {"a": 1, "thread_id": "other"}, "recursion_limit": 1}
    output = sdk.runs.wait(thread, "gated", input=STEPS, config=config, raise_error=False)
    assert output["__error__"]["error"] == "GraphRecursionError"
    assert output["__error__"]["code"] == "GRAPH_RECURSION_LIMIT"


def test_runs_of_the_past_are_told_from_the_log(sdk):
    thread = thread_of(sdk)
    runs = [sdk.runs.create(thread, "twice", input=STEPS)]
    sdk.runs.join(thread, runs[0]["run_id"])
    for answer in ("a", "b"):
        runs.append(sdk.runs.create(thread, "twice", command={"resume": answer}))
        sdk.runs.join(thread, runs[-1]["run_id"])
    statuses = [sdk.runs.get(thread, run["run_id"])["status"] for run in runs]
    assert statuses == ["interrupted", "interrupted", "success"]
    sdk.runs.wait(thread, "twice", input=STEPS)
    assert sdk.runs.get(thread, runs[-1]["run_id"])["status"] == "success"


def test_a_failed_run_of_the_past_stays_failed(sdk):
    thread = thread_of(sdk)
    run = sdk.runs.create(thread, "broken", input=STEPS)
    sdk.runs.join(thread, run["run_id"])
    sdk.runs.wait(thread, "broken", input=STEPS, raise_error=False)
    assert sdk.runs.get(thread, run["run_id"])["status"] == "error"
    events = list(sdk.runs.join_stream(thread, run["run_id"]))
    assert [event.event for event in events] == ["metadata", "values", "error"]


def test_a_run_whose_worker_is_gone_is_an_error_without_a_node(sdk, served_runs, gate):
    gate.clear()
    thread = thread_of(sdk)
    run = sdk.runs.create(thread, "gated", input=STEPS)
    assert served_runs.log(thread).abandon(run["run_id"])
    assert sdk.runs.join(thread, run["run_id"])["__error__"]["code"] == "RUN_FAILED"


def test_waiting_hands_over_when_it_may_take_no_longer(runs, gate):
    gate.clear()
    app = create_app(runs.launcher, Settings(max_wait_seconds=0.01))
    with TestClient(app) as http:
        body = {"assistant_id": "gated", "input": STEPS, "if_not_exists": "create"}
        response = http.post("/threads/a b/runs/wait", json=body)
        assert response.status_code == 504
        assert response.json()["code"] == "RUN_STILL_RUNNING"
        place = response.headers["location"]
        assert place.startswith("/threads/a%20b/runs/")
        assert http.get(place).headers["location"] == place
        gate.set()
        while (response := http.get(place)).status_code == 504:
            pass
        assert response.json() == {"steps": ["in", "one", "two"]}
