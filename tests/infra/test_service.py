"""What serves all graphs: finish, and the HTTP API."""

import json
import tomllib

import pytest

from stepgraph.ops import names
from stepgraph.server.deployed import MACHINE_PREFIX
from tests.infra.synthesis import ROOT


@pytest.fixture(scope="session")
def finish(dev):
    return dev.functions()[names.function("dev", "finish")]


@pytest.fixture(scope="session")
def rule(dev):
    return dev.only("AWS::Events::Rule").properties


@pytest.fixture(scope="session")
def stage(dev):
    return dev.only("AWS::ApiGateway::Stage").properties


def test_finish_hears_of_every_bad_end(rule):
    assert rule["EventPattern"]["detail"]["status"] == ["FAILED", "TIMED_OUT", "ABORTED"]


def test_finish_hears_of_the_machines_of_its_stage_only(rule, bundle):
    (machines,) = rule["EventPattern"]["detail"]["stateMachineArn"]
    prefix = machines["prefix"]["Fn::Join"][1][-1]
    for graph in bundle.names:
        assert f":stateMachine:{names.machine('dev', graph)}".startswith(prefix)
        assert not f":stateMachine:{names.machine('prod', graph)}".startswith(prefix)
        assert not f":stateMachine:{names.machine('dev2', graph)}".startswith(prefix)


def test_an_event_that_cannot_be_delivered_or_handled_is_kept(dev, finish, rule):
    (target,) = rule["Targets"]
    assert dev.referred(target["Arn"]).id == finish.id
    undelivered = dev.referred(target["DeadLetterConfig"]["Arn"])
    unhandled = dev.referred(finish.properties["DeadLetterConfig"]["TargetArn"])
    assert undelivered.type == unhandled.type == "AWS::SQS::Queue"


def test_dead_letters_are_encrypted_and_stay_as_long_as_they_can(dev):
    queue = dev.only("AWS::SQS::Queue").properties
    assert queue["SqsManagedSseEnabled"] is True
    assert queue["MessageRetentionPeriod"] == 14 * 24 * 60 * 60


def test_the_api_is_throttled_as_its_stage_says(stage):
    wanted = tomllib.loads((ROOT / "config" / "dev.toml").read_text())["throttle"]
    (methods,) = stage["MethodSettings"]
    assert (methods["HttpMethod"], methods["ResourcePath"]) == ("*", "/*")
    assert methods["ThrottlingRateLimit"] == wanted["rate"]
    assert methods["ThrottlingBurstLimit"] == wanted["burst"]


def test_every_call_of_the_api_is_in_the_access_log(dev, stage):
    group = dev.referred(stage["AccessLogSetting"]["DestinationArn"])
    assert group.type == "AWS::Logs::LogGroup"
    assert {"requestId", "path", "status"} <= json.loads(stage["AccessLogSetting"]["Format"]).keys()


def test_the_api_logs_and_traces_no_bodies(stage):
    assert stage["TracingEnabled"] is True
    assert stage["MethodSettings"][0]["DataTraceEnabled"] is False


def test_every_method_hands_to_the_function_and_asks_for_a_key(dev):
    methods = dev.of("AWS::ApiGateway::Method")
    assert len(methods) == 2  # the root and all below it
    for method in methods:
        assert method.properties["HttpMethod"] == "ANY"
        assert method.properties["Integration"]["Type"] == "AWS_PROXY"
        assert method.properties["ApiKeyRequired"] is True


def test_there_is_a_key_to_ask_for(dev):
    plan = dev.only("AWS::ApiGateway::UsagePlanKey").properties
    assert dev.referred(plan["KeyId"]).type == "AWS::ApiGateway::ApiKey"
    (used,) = dev.referred(plan["UsagePlanId"]).properties["ApiStages"]
    assert dev.referred(used["Stage"]).type == "AWS::ApiGateway::Stage"


def test_the_api_finds_machines_by_the_name_of_their_graph(dev, bundle):
    api = dev.functions()[names.function("dev", "api")].properties
    prefix = api["Environment"]["Variables"][MACHINE_PREFIX]["Fn::Join"][1][-1]
    for graph in bundle.names:
        assert prefix + graph == f":stateMachine:{names.machine('dev', graph)}"


def test_the_api_answers_before_api_gateway_gives_up(dev):
    assert dev.functions()[names.function("dev", "api")].properties["Timeout"] <= 29
