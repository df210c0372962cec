"""Every Lambda, whatever it is for."""

import ast
import tomllib

import pytest

from stepgraph.constants import START
from stepgraph.ops import names
from tests.infra.synthesis import ROOT


def settings(stage):
    return tomllib.loads((ROOT / "config" / f"{stage}.toml").read_text())


def node_functions(stage, bundle):
    """From the name of its Lambda to each node of each graph."""
    return {
        names.node_function(stage, graph, node): (graph, node)
        for graph in bundle.names
        for node in bundle.spec(graph).nodes
        if node != START
    }


def test_there_is_one_function_for_each_node_and_few_others(dev, bundle):
    control = {names.control_function("dev", graph) for graph in bundle.names}
    shared = {names.function("dev", role) for role in ("api", "finish")}
    assert set(dev.functions()) == {*node_functions("dev", bundle), *control, *shared}


def test_a_function_knows_its_graph_and_node(dev, bundle):
    functions = dev.functions()
    for name, (graph, node) in node_functions("dev", bundle).items():
        variables = functions[name].properties["Environment"]["Variables"]
        assert (variables["STEPGRAPH_GRAPH"], variables["STEPGRAPH_NODE"]) == (graph, node)


def test_every_function_knows_its_stage_and_table(dev):
    for function in dev.functions().values():
        variables = function.properties["Environment"]["Variables"]
        assert variables["STEPGRAPH_STAGE"] == "dev"
        assert variables["STEPGRAPH_TABLE"]


@pytest.mark.parametrize("stage", ["dev", "prod"])
def test_nodes_have_the_limits_of_their_stage(stages, bundle, stage):
    functions = stages[stage].functions()
    wanted = settings(stage)["node"]
    for name in node_functions(stage, bundle):
        limits = functions[name].properties
        assert limits["MemorySize"] == wanted["memory_mb"]
        assert limits["Timeout"] == wanted["timeout_seconds"]


def test_every_function_has_limits_and_is_traced(dev):
    for function in dev.functions().values():
        assert function.properties["Timeout"] > 0
        assert function.properties["MemorySize"] > 0
        assert function.properties["TracingConfig"] == {"Mode": "Active"}


def test_every_function_runs_python_3_13_on_arm(dev):
    for function in dev.functions().values():
        assert function.properties["Runtime"] == "python3.13"
        assert function.properties["Architectures"] == ["arm64"]


@pytest.mark.parametrize("stage", ["dev", "prod"])
def test_every_function_logs_to_a_group_of_its_own_that_forgets(stages, stage):
    synthesis = stages[stage]
    for name, function in synthesis.functions().items():
        group = synthesis.referred(function.properties["LoggingConfig"]["LogGroup"])
        assert group.properties["LogGroupName"] == f"/aws/lambda/{name}"


def test_every_log_group_forgets_after_the_days_of_its_stage(dev):
    days = {group.properties["RetentionInDays"] for group in dev.of("AWS::Logs::LogGroup")}
    assert days == {settings("dev")["log_retention_days"]}


def test_every_handler_is_in_the_code_that_is_deployed(dev):
    for function in dev.functions().values():
        module, _, name = function.properties["Handler"].rpartition(".")
        source = dev.asset(function, "Code") / f"{module.replace('.', '/')}.py"
        assert name in defined_in(source.read_text())


def defined_in(source):
    """The names that a module gives to functions and variables of its own."""
    tree = ast.parse(source)
    functions = {one.name for one in tree.body if isinstance(one, ast.FunctionDef)}
    assigned = (one.targets for one in tree.body if isinstance(one, ast.Assign))
    return functions | {ast.unparse(target) for targets in assigned for target in targets}
