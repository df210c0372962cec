"""The table that holds the logs of all threads of a stage."""

from __future__ import annotations

from aws_cdk import RemovalPolicy
from aws_cdk import aws_dynamodb as dynamodb
from constructs import Construct

from infra_cdk.deployment import Deployment
from stepgraph.ops import names

# Items whose time here is over are deleted by DynamoDB; docs/keys.md says which have one.
TTL_ATTRIBUTE = "expires_at"


class Data(Construct):
    """The table. A global table of one region, since an ordinary one cannot become global."""

    def __init__(self, scope: Construct, id: str, deployment: Deployment) -> None:
        super().__init__(scope, id)
        text = dynamodb.AttributeType.STRING
        policy = RemovalPolicy[deployment.settings.removal_policy.upper()]
        self.table = dynamodb.TableV2(
            self,
            "Table",
            table_name=names.table(deployment.stage),
            partition_key=dynamodb.Attribute(name="pk", type=text),
            sort_key=dynamodb.Attribute(name="sk", type=text),
            billing=dynamodb.Billing.on_demand(),
            # AWS's key for this account: its use is in CloudTrail, and it costs nothing idle.
            encryption=dynamodb.TableEncryptionV2.aws_managed_key(),
            time_to_live_attribute=TTL_ATTRIBUTE,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            deletion_protection=policy is RemovalPolicy.RETAIN,
            removal_policy=policy,
        )
