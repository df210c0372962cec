"""A cold start of a node's Lambda loads what it uses and nothing else."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
THIRD_PARTY = {
    "blinker",
    "botocore",
    "certifi",
    "dateutil",
    "jmespath",
    "pynamodb",
    "six",
    "urllib3",
}
# Imported when the first line is logged.
FIRST_EVENT = {"aws_lambda_powertools", "typing_extensions"}
# The graph's object brings the in-process driver, though a node never drives.
LOADED = {"stepgraph.checkpoint.dynamodb", "stepgraph.execute", "stepgraph.lambdas.node"}
NEVER = {
    "aws_cdk",
    "aws_xray_sdk",
    "boto3",
    "fastapi",
    "functions.control",
    "functions.finish",
    "mangum",
    "moto",
    "pydantic",
    "stepgraph.asl",
    "stepgraph.checkpoint.memory",
    "stepgraph.cli",
    "stepgraph.embedded",
    "stepgraph.lambdas.control",
    "stepgraph.lambdas.launch",
    "stepgraph.server",
    "uvicorn",
}
ENVIRONMENT = {
    "AWS_DEFAULT_REGION": "eu-central-1",
    "STEPGRAPH_GRAPH": "spine",
    "STEPGRAPH_NODE": "plan",
    "STEPGRAPH_STAGE": "test",
    "STEPGRAPH_TABLE": "log",
}
PROGRAM = """
import json, sys
from functions.node.handler import handler
at_start = sorted(sys.modules)
try:
    handler({}, None)
except Exception as error:
    assert type(error).__name__ == "InvalidTicketError", error
print(json.dumps([at_start, sorted(sys.modules)]))
"""


@pytest.fixture(scope="module")
def loaded():
    """The modules of a process after its cold start, and after its first event."""
    python_path = os.pathsep.join([str(ROOT / "layers"), str(ROOT)])
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": python_path, **ENVIRONMENT}
    command = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return [set(modules) for modules in json.loads(done.stdout.splitlines()[-1])]


def third_party(modules):
    ours = {"__main__", "functions", "stepgraph"}
    return {name.partition(".")[0] for name in modules} - sys.stdlib_module_names - ours


def test_a_cold_start_loads_exactly_these_packages(loaded):
    assert third_party(loaded[0]) == THIRD_PARTY


def test_the_first_event_loads_the_logger_and_nothing_more(loaded):
    assert third_party(loaded[1]) == THIRD_PARTY | FIRST_EVENT


@pytest.mark.parametrize("when", [0, 1], ids=["cold start", "first event"])
def test_what_a_node_does_not_use_is_never_loaded(loaded, when):
    assert not loaded[when] & NEVER
    assert loaded[when] >= LOADED
