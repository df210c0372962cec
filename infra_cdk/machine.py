"""The state machine of a graph, as the compiler wrote it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from aws_cdk import RemovalPolicy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from infra_cdk.deployment import Deployment
from infra_cdk.logs import log_group

# With this start of its name, a log group needs no entry in the account's one resource policy.
_VENDED_LOGS = "/aws/vendedlogs/states"


class Machine(Construct):
    """A standard machine and its version; it may invoke its functions and nothing else."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        deployment: Deployment,
        name: str,
        definition: Mapping[str, Any],
        functions: Mapping[str, lambda_.Function],
    ) -> None:
        super().__init__(scope, id)
        versions = {key: one.current_version.function_arn for key, one in functions.items()}
        self.machine = sfn.StateMachine(
            self,
            "Machine",
            state_machine_name=name,
            definition_body=sfn.DefinitionBody.from_string(json.dumps(definition)),
            definition_substitutions=versions,
            role=self._role(functions),
            logs=sfn.LogOptions(
                destination=log_group(self, "Logs", deployment, f"{_VENDED_LOGS}/{name}"),
                level=sfn.LogLevel.ERROR,
                include_execution_data=False,
            ),
            tracing_enabled=True,
        )
        self._version()

    def _role(self, functions: Mapping[str, lambda_.Function]) -> iam.Role:
        role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("states.amazonaws.com"))
        # Every version: runs in flight go on invoking the one that they began with.
        versions = [f"{function.function_arn}:*" for function in functions.values()]
        role.add_to_policy(
            iam.PolicyStatement(actions=["lambda:InvokeFunction"], resources=versions)
        )
        return role

    def _version(self) -> None:
        version = sfn.CfnStateMachineVersion(
            self,
            "Version",
            state_machine_arn=self.machine.state_machine_arn,
            state_machine_revision_id=self.machine.state_machine_revision_id,
        )
        version.apply_removal_policy(RemovalPolicy.RETAIN)
