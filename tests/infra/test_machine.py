"""The state machines."""

import json
import re

import pytest

from stepgraph.asl import compile_machine, placeholders
from stepgraph.ops import names

MACHINE = "AWS::StepFunctions::StateMachine"


@pytest.fixture(scope="session")
def machines(dev):
    return {machine.properties["StateMachineName"]: machine for machine in dev.of(MACHINE)}


def test_every_graph_has_a_machine(machines, bundle):
    assert set(machines) == {names.machine("dev", graph) for graph in bundle.names}


def test_a_machine_is_what_the_compiler_made_of_its_graph(machines, bundle):
    for graph in bundle.names:
        machine = machines[names.machine("dev", graph)].properties
        assert json.loads(machine["DefinitionString"]) == compile_machine(bundle.spec(graph))


def test_every_placeholder_is_substituted_and_every_substitution_used(machines):
    for machine in machines.values():
        used = set(re.findall(r"\$\{([^}]*)\}", machine.properties["DefinitionString"]))
        assert used == set(machine.properties["DefinitionSubstitutions"])


def test_a_placeholder_stands_for_a_version_of_its_node(dev, machines, bundle):
    for graph in bundle.names:
        found = machines[names.machine("dev", graph)].properties["DefinitionSubstitutions"]
        for key, node in placeholders(bundle.spec(graph)).items():
            version = dev.referred(found[key])
            assert version.type == "AWS::Lambda::Version"
            function = dev.referred(version.properties["FunctionName"])
            assert function.properties["Environment"]["Variables"].get("STEPGRAPH_NODE") == node


def test_what_runs_in_flight_began_with_stays(dev):
    for type in ("AWS::Lambda::Version", "AWS::StepFunctions::StateMachineVersion"):
        for version in dev.of(type):
            assert version.body["UpdateReplacePolicy"] == "Retain"


def test_every_revision_of_a_machine_gets_a_version(dev, machines):
    versions = dev.of("AWS::StepFunctions::StateMachineVersion")
    revised = {
        version.properties["StateMachineRevisionId"]["Fn::GetAtt"][0] for version in versions
    }
    assert revised == {machine.id for machine in machines.values()}


def test_machines_are_traced(machines):
    for machine in machines.values():
        assert machine.properties["TracingConfiguration"] == {"Enabled": True}


def test_machines_log_failures_and_no_data(dev, machines):
    for name, machine in machines.items():
        logging = machine.properties["LoggingConfiguration"]
        assert (logging["Level"], logging["IncludeExecutionData"]) == ("ERROR", False)
        (destination,) = logging["Destinations"]
        group = dev.referred(destination["CloudWatchLogsLogGroup"]["LogGroupArn"])
        assert group.properties["LogGroupName"] == f"/aws/vendedlogs/states/{name}"
