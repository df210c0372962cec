"""The application as a Lambda serves it."""

import importlib
import json

import botocore.session
import pytest
from botocore.stub import Stubber

from stepgraph.errors import ConfigurationError
from stepgraph.server import deployed
from tests.unit.server.local import LocalRuns

PREFIX = "arn:aws:states:eu-west-1:123456789012:stateMachine:stepgraph-test-"


class Machines:
    """Step Functions, as far as the server knows it."""

    def __init__(self, runs):
        self.runs = runs
        self.started = []

    def start_execution(self, *, stateMachineArn, name, input):  # noqa: N803 - AWS's names
        self.started.append(stateMachineArn)
        self.runs._start(stateMachineArn.removeprefix(PREFIX), name, input)


@pytest.fixture
def environment(monkeypatch):
    values = {
        "STEPGRAPH_TABLE": "log",
        "STEPGRAPH_MACHINE_PREFIX": PREFIX,
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "nobody",
        "AWS_SECRET_ACCESS_KEY": "nothing",
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def machines(monkeypatch, environment):
    runs = LocalRuns()
    machines = Machines(runs)
    session = type("Session", (), {"create_client": lambda *_: machines})
    monkeypatch.setattr(botocore.session, "get_session", session)
    monkeypatch.setattr(deployed, "DynamoDBSaver", lambda name: runs.table)
    yield machines
    runs.finish()


def event(method, path, body=None, **headers):
    """A request, as API Gateway's REST API hands it to a Lambda."""
    return {
        "resource": "/{proxy+}",
        "path": path,
        "httpMethod": method,
        "headers": {"Content-Type": "application/json", **headers},
        "multiValueHeaders": {},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "requestContext": {"path": f"/test{path}", "stage": "test", "httpMethod": method},
        "body": json.dumps(body) if body is not None else None,
        "isBase64Encoded": False,
    }


def test_the_handler_serves_a_run_through_api_gateway(machines):
    module = importlib.reload(importlib.import_module("functions.api.handler"))
    body = {"assistant_id": "spine", "input": {"topic": "rain"}, "if_not_exists": "create"}
    answer = module.handler(event("POST", "/threads/t/runs/stream", body), None)
    assert answer["statusCode"] == 200
    assert not answer["isBase64Encoded"]
    assert answer["body"].count("event: values") == 5
    assert machines.started == [f"{PREFIX}spine"]
    state = module.handler(event("GET", "/threads/t/state"), None)
    assert json.loads(state["body"])["next"] == ["approve"]
    missing = module.handler(event("GET", "/threads/none"), None)
    assert missing["statusCode"] == 404


def test_step_functions_is_called_as_its_api_wants(environment):
    machines = deployed._Machines()
    expected = {"stateMachineArn": f"{PREFIX}spine", "name": "run", "input": "{}"}
    answer = {"executionArn": "arn:aws:states:eu-west-1:1:execution:a:b", "startDate": 0}
    with Stubber(machines._client) as stub:
        stub.add_response("start_execution", answer, expected)
        machines.start("spine", "run", "{}")


@pytest.mark.parametrize(("given", "seconds"), [(None, 25), ("3.5", 3.5)])
def test_a_response_waits_as_long_as_the_environment_says(machines, monkeypatch, given, seconds):
    if given:
        monkeypatch.setenv("STEPGRAPH_MAX_WAIT_SECONDS", given)
    assert deployed.deployed_app().state.api.settings.max_wait_seconds == seconds


@pytest.mark.parametrize("given", ["soon", "0", "-1", "nan"])
def test_a_wait_that_is_no_time_is_refused(machines, monkeypatch, given):
    monkeypatch.setenv("STEPGRAPH_MAX_WAIT_SECONDS", given)
    with pytest.raises(ConfigurationError, match="STEPGRAPH_MAX_WAIT_SECONDS"):
        deployed.deployed_app()


@pytest.mark.parametrize("name", ["STEPGRAPH_TABLE", "STEPGRAPH_MACHINE_PREFIX"])
def test_what_the_environment_must_say_is_named(machines, monkeypatch, name):
    monkeypatch.delenv(name)
    with pytest.raises(ConfigurationError, match=name):
        deployed.deployed_app()
