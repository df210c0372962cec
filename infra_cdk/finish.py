"""What closes the runs whose execution ended outside a node."""

from __future__ import annotations

from aws_cdk import Duration
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra_cdk.code import Code
from infra_cdk.deployment import Deployment
from infra_cdk.function import Function, FunctionProps
from infra_cdk.permissions import CLOSES_RUNS, machine_arn, on_table
from stepgraph.lambdas.context import TABLE
from stepgraph.ops import names

# The longest that SQS keeps: events that got lost wait for somebody to look.
_RETENTION = Duration.days(14)
_ENDED_BADLY = ["FAILED", "TIMED_OUT", "ABORTED"]


class Finish(Construct):
    """A rule on the stage's machines, the Lambda behind it, and a queue for what neither took."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        deployment: Deployment,
        code: Code,
        table: dynamodb.ITableV2,
    ) -> None:
        super().__init__(scope, id)
        name = names.function(deployment.stage, "finish")
        dead_letters = self._dead_letters(deployment)
        props = FunctionProps(
            name=name,
            handler="functions.finish.handler.handler",
            limits=deployment.settings.service,
            environment={TABLE: table.table_name},
            permissions=[on_table(table, CLOSES_RUNS)],
            dead_letters=dead_letters,
        )
        function = Function(self, "Finish", deployment, code, props).function
        events.Rule(
            self,
            "Rule",
            rule_name=name,
            event_pattern=self._pattern(deployment),
            targets=[targets.LambdaFunction(function, dead_letter_queue=dead_letters)],
        )

    def _dead_letters(self, deployment: Deployment) -> sqs.Queue:
        return sqs.Queue(
            self,
            "DeadLetters",
            queue_name=names.queue(deployment.stage, "finish", "dead", "letters"),
            retention_period=_RETENTION,
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
        )

    def _pattern(self, deployment: Deployment) -> events.EventPattern:
        machines = machine_arn(self, names.machine(deployment.stage, ""))
        return events.EventPattern(
            source=["aws.states"],
            detail_type=["Step Functions Execution Status Change"],
            detail={"status": _ENDED_BADLY, "stateMachineArn": events.Match.prefix(machines)},
        )
