"""A function behind the HTTP API, which knows nothing of functions."""

import pytest
from fastapi.testclient import TestClient

from stepgraph.func import entrypoint, task
from stepgraph.lambdas.launch import Launcher
from stepgraph.server import create_app
from stepgraph.types import interrupt
from tests.unit.lambdas.machine import OneGraph
from tests.unit.server.local import LocalRuns

CALLS: list[int] = []


@task
def double(number):
    CALLS.append(number)
    return number * 2


@entrypoint()
def flow(number):
    return [double(number).result(), interrupt("sure?")]


class FlowAlone(OneGraph):
    """The bundle of that function."""

    names = ("flow",)


@pytest.fixture
def http():
    local = LocalRuns()
    local.bundle = FlowAlone(flow.spec)
    local.launcher = Launcher(local.bundle, local.table, local._start)
    with TestClient(create_app(local.launcher)) as client:
        yield client
    local.finish()


def test_a_function_is_run_asked_and_answered_over_http(http):
    CALLS.clear()
    http.post("/threads", json={"thread_id": "t"})
    first = http.post("/threads/t/runs/wait", json={"assistant_id": "flow", "input": 4}).json()
    assert first["__interrupt__"][0]["value"] == "sure?"
    state = http.get("/threads/t/state").json()
    assert (state["values"], state["next"]) == (None, ["flow"])
    resume = {"assistant_id": "flow", "command": {"resume": "yes"}}
    assert http.post("/threads/t/runs/wait", json=resume).json() == [8, "yes"]
    assert http.get("/threads/t/state").json()["values"] == [8, "yes"]
    assert CALLS == [4]
