"""The stacks of a stage: what holds data, each graph, and what serves them all."""

from __future__ import annotations

from aws_cdk import Environment, Stack
from aws_cdk import aws_dynamodb as dynamodb
from constructs import Construct

from infra_cdk.api import Api
from infra_cdk.code import Code
from infra_cdk.data import Data
from infra_cdk.deployment import Deployment
from infra_cdk.finish import Finish
from infra_cdk.graph import Graph
from stepgraph.ops import names


class DataStack(Stack):
    """What must outlive a deployment gone wrong."""

    def __init__(self, scope: Construct, deployment: Deployment) -> None:
        super().__init__(scope, names.stack(deployment.stage, "data"), env=_environment(deployment))
        self.table: dynamodb.ITableV2 = Data(self, "Data", deployment).table


class GraphStack(Stack):
    """One graph; a stack each, since a stack holds at most 500 resources."""

    def __init__(
        self, scope: Construct, deployment: Deployment, table: dynamodb.ITableV2, graph: str
    ) -> None:
        name = names.stack(deployment.stage, "graph", graph)
        super().__init__(scope, name, env=_environment(deployment))
        Graph(self, "Graph", deployment, table, graph)


class ServiceStack(Stack):
    """What serves all graphs."""

    def __init__(self, scope: Construct, deployment: Deployment, table: dynamodb.ITableV2) -> None:
        super().__init__(
            scope, names.stack(deployment.stage, "service"), env=_environment(deployment)
        )
        code = Code(self, "Code", deployment, "service")
        Finish(self, "Finish", deployment, code, table)
        Api(self, "Api", deployment, code, table)


def _environment(deployment: Deployment) -> Environment:
    return Environment(region=deployment.settings.region)
