"""A graph: a Lambda for each node, the control Lambda, and the state machine."""

from __future__ import annotations

from aws_cdk import aws_dynamodb as dynamodb
from constructs import Construct

from infra_cdk.code import Code
from infra_cdk.deployment import Deployment
from infra_cdk.function import Function, FunctionProps
from infra_cdk.machine import Machine
from infra_cdk.permissions import WORKS_ON_THREADS, on_table
from stepgraph.asl import compile_machine, placeholders
from stepgraph.lambdas.context import GRAPH, NODE, TABLE
from stepgraph.ops import names


class Graph(Construct):
    """One graph of the bundle; all of it follows from the spec."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        deployment: Deployment,
        table: dynamodb.ITableV2,
        graph: str,
    ) -> None:
        super().__init__(scope, id)
        self._deployment, self._table, self._graph = deployment, table, graph
        self._code = Code(self, "Code", deployment, "graph", graph)
        spec = deployment.bundle.spec(graph)
        definition = compile_machine(spec)
        functions = {
            key: (self._control() if node is None else self._node(key, node)).function
            for key, node in placeholders(spec).items()
        }
        name = names.machine(deployment.stage, graph)
        Machine(self, "Machine", deployment, name, definition, functions)

    def _node(self, key: str, node: str) -> Function:
        props = FunctionProps(
            name=names.node_function(self._deployment.stage, self._graph, node),
            handler="functions.node.handler.handler",
            limits=self._deployment.settings.node,
            environment={**self._environment, NODE: node},
            permissions=[on_table(self._table, WORKS_ON_THREADS)],
        )
        # The placeholder is unique among the nodes, and safe in a construct's path.
        return Function(self, key, self._deployment, self._code, props)

    def _control(self) -> Function:
        props = FunctionProps(
            name=names.control_function(self._deployment.stage, self._graph),
            handler="functions.control.handler.handler",
            limits=self._deployment.settings.service,
            environment=self._environment,
            permissions=[on_table(self._table, WORKS_ON_THREADS)],
        )
        return Function(self, "Control", self._deployment, self._code, props)

    @property
    def _environment(self) -> dict[str, str]:
        return {TABLE: self._table.table_name, GRAPH: self._graph}
