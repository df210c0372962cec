"""What functions may do. Each statement names its resources in full."""

from __future__ import annotations

from collections.abc import Sequence

from aws_cdk import ArnFormat, Stack
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from constructs import Construct

from stepgraph.ops import names

# A transaction asks for the permissions of what it holds: here puts and updates.
WORKS_ON_THREADS = (
    "dynamodb:GetItem",
    "dynamodb:PutItem",
    "dynamodb:Query",
    "dynamodb:UpdateItem",
)
CLOSES_RUNS = ("dynamodb:GetItem", "dynamodb:UpdateItem")


def on_table(table: dynamodb.ITableV2, actions: Sequence[str]) -> iam.PolicyStatement:
    """These actions on that table."""
    return iam.PolicyStatement(actions=list(actions), resources=[table.table_arn])


def starts_runs(scope: Construct, stage: str, graphs: Sequence[str]) -> iam.PolicyStatement:
    """Start the machines of these graphs."""
    machines = [machine_arn(scope, names.machine(stage, graph)) for graph in graphs]
    return iam.PolicyStatement(actions=["states:StartExecution"], resources=machines)


def machine_arn(scope: Construct, name: str) -> str:
    """The ARN of a state machine of this name, or of the start of a name."""
    arn: str = Stack.of(scope).format_arn(
        service="states",
        resource="stateMachine",
        resource_name=name,
        arn_format=ArnFormat.COLON_RESOURCE_NAME,
    )
    return arn
