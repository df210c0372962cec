"""A Lambda with a role, a log group and limits of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra_cdk.code import ARCHITECTURE, RUNTIME, Code
from infra_cdk.deployment import Deployment
from infra_cdk.logs import log_group
from infra_cdk.settings import Limits
from stepgraph.lambdas.context import STAGE


@dataclass(frozen=True, slots=True)
class FunctionProps:
    """What sets a function apart from the others."""

    name: str
    handler: str
    limits: Limits
    environment: Mapping[str, str]
    permissions: Sequence[iam.PolicyStatement]
    dead_letters: sqs.IQueue | None = None


class Function(Construct):
    """A Lambda that may do what its permissions say, write its log and send its traces."""

    def __init__(
        self, scope: Construct, id: str, deployment: Deployment, code: Code, props: FunctionProps
    ) -> None:
        super().__init__(scope, id)
        logs = log_group(self, "Logs", deployment, f"/aws/lambda/{props.name}")
        self.function = lambda_.Function(
            self,
            "Function",
            function_name=props.name,
            handler=props.handler,
            runtime=RUNTIME,
            architecture=ARCHITECTURE,
            code=code.asset,
            layers=code.layers,
            memory_size=props.limits.memory_mb,
            timeout=Duration.seconds(props.limits.timeout_seconds),
            environment={STAGE: deployment.stage, **props.environment},
            role=self._role(props),
            log_group=logs,
            tracing=lambda_.Tracing.ACTIVE,
            dead_letter_queue=props.dead_letters,
            # Runs in flight finish on the version that they began with.
            current_version_options=lambda_.VersionOptions(removal_policy=RemovalPolicy.RETAIN),
        )
        logs.grant_write(self.function)

    def _role(self, props: FunctionProps) -> iam.Role:
        """A role without AWS's managed policy, which would let it write to every log group."""
        role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
        for statement in props.permissions:
            role.add_to_policy(statement)
        return role
