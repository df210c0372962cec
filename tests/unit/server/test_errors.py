"""Every error has one shape, and tells nothing that is not the caller's business."""

import logging

import pytest

from stepgraph.errors import StorageError


def envelope(response):
    body = response.json()
    assert set(body) == {"code", "detail", "next_step", "request_id"}
    assert body["request_id"] == response.headers["x-request-id"]
    return response.status_code, body["code"]


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("GET", "/threads/none", None, 404, "THREAD_NOT_FOUND"),
        ("GET", "/threads/none/state", None, 404, "THREAD_NOT_FOUND"),
        ("POST", "/threads/none/history", {}, 404, "THREAD_NOT_FOUND"),
        ("POST", "/threads/none/runs", {"assistant_id": "spine"}, 404, "THREAD_NOT_FOUND"),
        ("GET", "/threads/none/runs/none/join", None, 404, "THREAD_NOT_FOUND"),
        ("GET", "/threads/t/runs/none/join", None, 404, "RUN_NOT_FOUND"),
        ("GET", "/threads/t/runs/none", None, 404, "RUN_NOT_FOUND"),
        ("GET", "/threads/t/runs/none/stream", None, 404, "RUN_NOT_FOUND"),
        ("GET", "/assistants/none", None, 404, "GRAPH_NOT_FOUND"),
        ("POST", "/threads/t/runs", {"assistant_id": "none"}, 404, "GRAPH_NOT_FOUND"),
        ("GET", "/nowhere", None, 404, "NOT_FOUND"),
        ("PUT", "/ok", None, 405, "METHOD_NOT_ALLOWED"),
        ("POST", "/threads", {"thread_id": "t"}, 409, "THREAD_EXISTS"),
        ("POST", "/threads", {"thread_id": "\t"}, 422, "INPUT_INVALID"),
        ("POST", "/threads/t/runs", {"assistant_id": "spine"}, 422, "INPUT_EMPTY"),
        ("POST", "/threads/t/runs", {}, 422, "REQUEST_INVALID"),
    ],
)
def test_an_error_has_its_status_and_its_code(http, method, path, body, status, code):
    http.post("/threads", json={"thread_id": "t"})
    assert envelope(http.request(method, path, json=body)) == (status, code)


def start(http, **body):
    http.post("/threads", json={"thread_id": "t"})
    return http.post("/threads/t/runs", json={"assistant_id": "spine", **body})


@pytest.mark.parametrize("input", ["text", ["list"], {}, {"nothing": 1}, 1])
def test_an_input_that_the_graph_cannot_take_is_refused(http, input):
    status, _ = envelope(start(http, input=input))
    assert status == 422
    assert http.get("/threads/t").json()["status"] == "idle"


def test_an_input_with_half_a_character_is_refused(http):
    http.post("/threads", json={"thread_id": "t"})
    body = b'{"assistant_id": "spine", "input": {"topic": "\\ud800"}}'
    json = {"content-type": "application/json"}
    response = http.post("/threads/t/runs", content=body, headers=json)
    assert envelope(response) == (422, "CODEC_UNKNOWN_TYPE")


def test_a_resume_where_nothing_is_open_is_refused(http):
    assert envelope(start(http, command={"resume": 1})) == (422, "RESUME_NOTHING_OPEN")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("after_seconds", 1),
        ("checkpoint", {"checkpoint_id": "x"}),
        ("checkpoint_id", "x"),
        ("checkpoint_during", False),
        ("command.goto", {"command": {"resume": 1, "goto": "plan"}}),
        ("command.update", {"command": {"resume": 1, "update": {}}}),
        ("config.tags", {"config": {"tags": ["a"]}}),
        ("configurable.checkpoint_id", {"config": {"configurable": {"checkpoint_id": "x"}}}),
        ("context", {"user": 1}),
        ("durability", "exit"),
        ("feedback_keys", ["a"]),
        ("interrupt_after", ["plan"]),
        ("interrupt_before", "*"),
        ("langsmith_tracer", {"project_name": "p"}),
        ("multitask_strategy", "enqueue"),
        ("multitask_strategy", "interrupt"),
        ("on_completion", "delete"),
        ("on_disconnect", "cancel"),
        ("stream_mode", "messages"),
        ("stream_mode", ["values", "nonsense"]),
        ("stream_mode", []),
        ("stream_subgraphs", True),
        ("webhook", "https://example.com"),
        ("misspelt", 1),
    ],
)
def test_what_is_asked_for_and_not_built_is_refused_by_name(http, field, value):
    body = value if "." in field else {field: value}
    response = start(http, **{"input": {"topic": "a b"}, **body})
    assert envelope(response) == (422, "REQUEST_INVALID")
    assert field in response.json()["detail"]
    assert http.get("/threads/t").json()["status"] == "idle"


def test_input_and_command_exclude_each_other(http):
    response = start(http, input={"topic": "a"}, command={"resume": 1})
    assert envelope(response) == (422, "REQUEST_INVALID")
    assert "exclude" in response.json()["detail"]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/threads/t/state?subgraphs=true", None),
        ("GET", "/threads/t/state?select=values", None),
        ("GET", "/threads/t/runs/r/stream?cancel_on_disconnect=true", None),
        ("GET", "/threads/t/runs/r/stream?stream_mode=events", None),
        ("GET", "/threads/t/runs/r/join?cancel_on_disconnect=true", None),
        ("POST", "/threads/t/history", {"checkpoint": {"checkpoint_ns": "child"}}),
        ("POST", "/threads", {"ttl": 1}),
        ("POST", "/assistants/search", {"select": ["nonsense"]}),
    ],
)
def test_other_routes_refuse_what_they_cannot_do(http, method, path, body):
    assert envelope(http.request(method, path, json=body)) == (422, "REQUEST_INVALID")


def test_a_body_that_is_no_json_is_refused(http):
    assert envelope(http.post("/threads", content=b"{")) == (422, "REQUEST_INVALID")


@pytest.mark.parametrize("error", [RuntimeError("secret"), StorageError("secret", "secret")])
def test_a_failure_of_ours_tells_nothing_but_is_logged_under_its_id(
    runs, http, monkeypatch, caplog, error
):
    def fail(*_):
        raise error

    monkeypatch.setattr(runs.table, "get", fail)
    with caplog.at_level(logging.ERROR, "stepgraph.server"):
        response = http.get("/threads/t")
    assert envelope(response) == (500, "INTERNAL")
    assert "secret" not in response.text
    assert response.json()["request_id"] in caplog.text
    assert "secret" in caplog.text
