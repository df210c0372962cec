"""Who may do what."""

import json

from stepgraph.ops import names
from tests.infra.synthesis import listed

THREADS = {"dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:UpdateItem"}

_NO_RESOURCES_XRAY = "X-Ray knows no resources: IAM takes nothing but * here."
_NO_RESOURCES_DELIVERY = "Log delivery knows no resources: IAM takes nothing but * here."
FORCED = {
    "xray:PutTelemetryRecords": _NO_RESOURCES_XRAY,
    "xray:PutTraceSegments": _NO_RESOURCES_XRAY,
    "xray:GetSamplingRules": _NO_RESOURCES_XRAY,
    "xray:GetSamplingTargets": _NO_RESOURCES_XRAY,
    "logs:CreateLogDelivery": _NO_RESOURCES_DELIVERY,
    "logs:DeleteLogDelivery": _NO_RESOURCES_DELIVERY,
    "logs:DescribeLogGroups": _NO_RESOURCES_DELIVERY,
    "logs:DescribeResourcePolicies": _NO_RESOURCES_DELIVERY,
    "logs:GetLogDelivery": _NO_RESOURCES_DELIVERY,
    "logs:ListLogDeliveries": _NO_RESOURCES_DELIVERY,
    "logs:PutResourcePolicy": _NO_RESOURCES_DELIVERY,
    "logs:UpdateLogDelivery": _NO_RESOURCES_DELIVERY,
}
# Runs in flight go on invoking the version that they began with.
ANY_VERSION = {"lambda:InvokeFunction"}


def allowed(synthesis, role):
    """Each action that a role may do, and on what."""
    return {
        (action, json.dumps(resource))
        for statement in synthesis.statements(role)
        for action in listed(statement["Action"])
        for resource in listed(statement["Resource"])
    }


def all_allowed(synthesis):
    return {pair for role in synthesis.of("AWS::IAM::Role") for pair in allowed(synthesis, role)}


def of_function(synthesis, name):
    role = synthesis.referred(synthesis.functions()[name].properties["Role"])
    return allowed(synthesis, role)


def on_the_table(pairs):
    return {action for action, resource in pairs if "DataTable" in resource and "Arn" in resource}


def elsewhere(pairs):
    """What is neither on the table nor what every function does: traces, its own log."""
    services = {"dynamodb", "logs", "xray"}
    return {action for action, _ in pairs if action.partition(":")[0] not in services}


def test_no_action_is_a_wildcard(dev):
    assert [action for action, _ in all_allowed(dev) if "*" in action] == []


def test_a_resource_is_a_wildcard_only_where_it_is_forced(dev):
    broad = {action for action, resource in all_allowed(dev) if resource == '"*"'}
    assert broad == set(FORCED)


def test_a_part_of_a_resource_is_a_wildcard_only_for_versions(dev):
    partly = {pair for pair in all_allowed(dev) if "*" in pair[1] and pair[1] != '"*"'}
    assert {action for action, _ in partly} == ANY_VERSION
    assert all(resource.endswith('":*"]]}') for _, resource in partly)


def test_every_function_has_a_role_of_its_own(dev):
    roles = [function.properties["Role"]["Fn::GetAtt"][0] for function in dev.functions().values()]
    assert len(set(roles)) == len(roles)


def test_the_only_policy_of_aws_is_the_one_that_api_gateway_needs_to_log(dev):
    roles = dev.of("AWS::IAM::Role")
    managed = [json.dumps(role.properties.get("ManagedPolicyArns", "")) for role in roles]
    found = [policies for policies in managed if policies != '""']
    assert len(found) == 1
    assert "AmazonAPIGatewayPushToCloudWatchLogs" in found[0]


def test_nodes_and_control_read_and_append_and_nothing_else(dev):
    shared = {names.function("dev", role) for role in ("api", "finish")}
    for name in dev.functions().keys() - shared:
        pairs = of_function(dev, name)
        assert on_the_table(pairs) == THREADS
        assert elsewhere(pairs) == set()


def test_finish_reads_and_closes_and_keeps_what_it_could_not(dev):
    pairs = of_function(dev, names.function("dev", "finish"))
    assert on_the_table(pairs) == {"dynamodb:GetItem", "dynamodb:UpdateItem"}
    assert elsewhere(pairs) == {"sqs:SendMessage"}


def test_the_api_also_starts_the_machines_of_its_stage(dev, bundle):
    pairs = of_function(dev, names.function("dev", "api"))
    assert on_the_table(pairs) == THREADS
    assert elsewhere(pairs) == {"states:StartExecution"}
    starts = [resource for action, resource in pairs if action == "states:StartExecution"]
    assert len(starts) == len(bundle.names)
    for graph in bundle.names:
        assert any(f':stateMachine:{names.machine("dev", graph)}"' in one for one in starts)


def test_dynamodb_is_asked_for_nothing_but_the_table(dev):
    pairs = {pair for pair in all_allowed(dev) if pair[0].startswith("dynamodb:")}
    assert len({resource for _, resource in pairs}) == 1


def test_a_function_writes_to_its_own_log_group(dev):
    for name, function in dev.functions().items():
        group = function.properties["LoggingConfig"]["LogGroup"]["Ref"]
        logs = {pair for pair in of_function(dev, name) if pair[0].startswith("logs:")}
        own = json.dumps({"Fn::GetAtt": [group, "Arn"]})
        assert logs == {("logs:CreateLogStream", own), ("logs:PutLogEvents", own)}


def test_a_machine_invokes_its_own_functions(dev):
    for machine in dev.of("AWS::StepFunctions::StateMachine"):
        role = dev.referred(machine.properties["RoleArn"])
        invoked = {
            resource for action, resource in allowed(dev, role) if action == "lambda:InvokeFunction"
        }
        versions = machine.properties["DefinitionSubstitutions"].values()
        functions = {dev.referred(one).properties["FunctionName"]["Ref"] for one in versions}
        wanted = {
            json.dumps({"Fn::Join": ["", [{"Fn::GetAtt": [id, "Arn"]}, ":*"]]}) for id in functions
        }
        assert invoked == wanted


def test_a_queue_takes_no_plain_http(dev):
    denied = [
        statement
        for policy in dev.of("AWS::SQS::QueuePolicy")
        for statement in policy.properties["PolicyDocument"]["Statement"]
        if statement["Effect"] == "Deny"
    ]
    assert [one["Condition"] for one in denied] == [{"Bool": {"aws:SecureTransport": "false"}}]
