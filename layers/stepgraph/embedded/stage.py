"""A bundle, deployed to the embedded AWS as CDK would deploy it to an account."""

from __future__ import annotations

import json
from typing import Any

from stepgraph.asl import compile_machine, placeholders
from stepgraph.checkpoint.dynamodb import DynamoDBSaver
from stepgraph.embedded.aws import EmbeddedAws
from stepgraph.embedded.function import ACCOUNT, Function
from stepgraph.embedded.status_events import StatusEvents
from stepgraph.errors import ConfigurationError
from stepgraph.lambdas.launch import Launcher
from stepgraph.ops import names
from stepgraph.ops.bundle import Bundle

DEFAULT_STAGE = "local"
_NODE_HANDLER = "functions.node.handler.handler"
_FINISH_HANDLER = "functions.finish.handler.handler"
_CONTROL_HANDLER = "functions.control.handler.handler"
_ROLE = f"arn:aws:iam::{ACCOUNT}:role/{names.PREFIX}"


class EmbeddedStage:
    """The table, the functions and the machines of a bundle, on an embedded AWS that runs."""

    def __init__(
        self,
        aws: EmbeddedAws,
        bundle: Bundle,
        *,
        stage: str = DEFAULT_STAGE,
        node_handler: str = _NODE_HANDLER,
        control_handler: str = _CONTROL_HANDLER,
    ) -> None:
        self.aws = aws
        self.bundle = bundle
        self.stage = stage
        self.table = DynamoDBSaver(
            names.table(stage), region=aws.region, endpoint_url=aws.endpoint_url
        )
        self.launcher = Launcher(bundle, self.table, self._start_execution)
        self._handlers = {True: node_handler, False: control_handler}
        self._states = aws.client("stepfunctions")
        self._lambda = aws.client("lambda")
        self._machines: dict[str, str] = {}
        self._events = StatusEvents(self._describe, self._finish)
        # Before the servers that it asks.
        aws.on_stop(self._events.stop)

    def deploy(self) -> None:
        """Make everything that the bundle's graphs need."""
        _require_handlers(self.bundle)
        self.table.create_table()
        environment = {"STEPGRAPH_STAGE": self.stage, "STEPGRAPH_TABLE": self.table.table_name}
        self.aws.register(Function(self._finish_name, _FINISH_HANDLER, environment))
        for graph in self.bundle.names:
            self._deploy_graph(graph)

    def execution(self, graph: str, run: str) -> dict[str, Any]:
        """What Step Functions says of a run's execution."""
        arn = self._machines[graph].replace(":stateMachine:", ":execution:")
        return self._describe(f"{arn}:{run}")

    def errors(self, graph: str, run: str) -> list[str]:
        """The names of the errors that tasks of a run's execution ended with."""
        arn = self.execution(graph, run)["executionArn"]
        pages = self._states.get_paginator("get_execution_history").paginate(executionArn=arn)
        events = [event for page in pages for event in page["events"]]
        failed = [event.get("taskFailedEventDetails") for event in events]
        return [details["error"] for details in failed if details]

    def functions_of(self, graph: str) -> dict[str, str]:
        """The functions of a graph, by the placeholders that stand for them in its machine."""
        return {
            placeholder: names.control_function(self.stage, graph)
            if node is None
            else names.node_function(self.stage, graph, node)
            for placeholder, node in placeholders(self.bundle.spec(graph)).items()
        }

    def _deploy_graph(self, graph: str) -> None:
        spec = self.bundle.spec(graph)
        definition = json.dumps(compile_machine(spec))
        functions = self.functions_of(graph)
        for placeholder, node in placeholders(spec).items():
            self.aws.register(self._function(functions[placeholder], graph, node))
            definition = definition.replace(f"${{{placeholder}}}", functions[placeholder])
        made = self._states.create_state_machine(
            name=names.machine(self.stage, graph), definition=definition, roleArn=_ROLE
        )
        self._machines[graph] = made["stateMachineArn"]

    def _function(self, name: str, graph: str, node: str | None) -> Function:
        environment = {
            "STEPGRAPH_STAGE": self.stage,
            "STEPGRAPH_TABLE": self.table.table_name,
            "STEPGRAPH_GRAPH": graph,
            "STEPGRAPH_NODE": node or "",
        }
        return Function(name, self._handlers[node is not None], environment)

    def _start_execution(self, graph: str, run: str, ticket: str) -> None:
        started = self._states.start_execution(
            stateMachineArn=self._machines[graph], name=run, input=ticket
        )
        self._events.watch(started["executionArn"])

    @property
    def _finish_name(self) -> str:
        return names.function(self.stage, "finish")

    def _describe(self, execution: str) -> dict[str, Any]:
        found: dict[str, Any] = self._states.describe_execution(executionArn=execution)
        return found

    def _finish(self, event: bytes) -> None:
        self._lambda.invoke(FunctionName=self._finish_name, Payload=event)


def _require_handlers(bundle: Bundle) -> None:
    """The Lambdas' handlers are part of the project, as they are on AWS."""
    if not (bundle.root / "functions" / "node" / "handler.py").is_file():
        raise ConfigurationError(
            f"{bundle.root} has no functions/node/handler.py, so its nodes cannot be Lambdas.",
            "Put the graph into a checkout of the bundle, or run it with --on process.",
        )
