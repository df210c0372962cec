"""The HTTP API: API Gateway in front of one Lambda."""

from __future__ import annotations

import json

from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra_cdk.code import Code
from infra_cdk.deployment import Deployment
from infra_cdk.function import Function, FunctionProps
from infra_cdk.logs import log_group
from infra_cdk.permissions import WORKS_ON_THREADS, machine_arn, on_table, starts_runs
from infra_cdk.settings import Limits
from stepgraph.errors import ConfigurationError
from stepgraph.lambdas.context import TABLE
from stepgraph.ops import names

MACHINE_PREFIX = "STEPGRAPH_MACHINE_PREFIX"
# API Gateway gives up on a Lambda after this long.
_MAX_SECONDS = 29
# Who asked for what and how it went; nothing of what was said.
_LOGGED = ("requestId", "requestTime", "httpMethod", "path", "status", "responseLatency")


class Api(Construct):
    """A REST API that hands everything to the Lambda, for callers who have a key."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        deployment: Deployment,
        code: Code,
        table: dynamodb.ITableV2,
    ) -> None:
        super().__init__(scope, id)
        self._deployment = deployment
        self._name = names.function(deployment.stage, "api")
        function = self._function(code, table)
        api = self._rest_api(function)
        api.root.add_method("ANY")
        api.root.add_proxy()
        self._add_key(api)

    def _function(self, code: Code, table: dynamodb.ITableV2) -> lambda_.Function:
        stage, graphs = self._deployment.stage, self._deployment.bundle.names
        service = self._deployment.settings.service
        props = FunctionProps(
            name=self._name,
            handler="functions.api.handler.handler",
            limits=Limits(
                memory_mb=service.memory_mb,
                timeout_seconds=min(service.timeout_seconds, _MAX_SECONDS),
            ),
            environment={TABLE: table.table_name, MACHINE_PREFIX: self._machine_prefix()},
            permissions=[on_table(table, WORKS_ON_THREADS), starts_runs(self, stage, graphs)],
        )
        return Function(self, "Api", self._deployment, code, props).function

    def _machine_prefix(self) -> str:
        """What stands before a graph's name in the ARN of its machine."""
        stage = self._deployment.stage
        prefix = names.machine(stage, "")
        for graph in self._deployment.bundle.names:
            if names.machine(stage, graph) != prefix + graph:
                raise ConfigurationError(
                    f"Graph {graph!r} cannot be the end of a state machine's name.",
                    "Give it a shorter name of letters, digits, dashes and underscores.",
                )
        return machine_arn(self, prefix)

    def _rest_api(self, function: lambda_.Function) -> apigateway.RestApi:
        return apigateway.RestApi(
            self,
            "Rest",
            rest_api_name=self._name,
            endpoint_types=[apigateway.EndpointType.REGIONAL],
            # Without it the account would refuse access logs. It is kept when the stage goes:
            # the account has one such setting, which other stages rely on.
            cloud_watch_role=True,
            default_integration=apigateway.LambdaIntegration(function, allow_test_invoke=False),
            # The LangGraph SDK sends its api_key in the header that API Gateway looks at.
            default_method_options=apigateway.MethodOptions(api_key_required=True),
            deploy_options=self._stage_options(),
        )

    def _stage_options(self) -> apigateway.StageOptions:
        throttle = self._deployment.settings.throttle
        group = log_group(self, "AccessLogs", self._deployment, f"/aws/apigateway/{self._name}")
        line = json.dumps({field: f"$context.{field}" for field in _LOGGED})
        return apigateway.StageOptions(
            stage_name=self._deployment.stage,
            throttling_rate_limit=throttle.rate,
            throttling_burst_limit=throttle.burst,
            access_log_destination=apigateway.LogGroupLogDestination(group),
            access_log_format=apigateway.AccessLogFormat.custom(line),
            tracing_enabled=True,
        )

    def _add_key(self, api: apigateway.RestApi) -> None:
        plan = api.add_usage_plan("Plan", name=self._name)
        plan.add_api_stage(stage=api.deployment_stage)
        plan.add_api_key(api.add_api_key("Key", api_key_name=self._name))
