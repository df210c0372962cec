"""Log groups that forget, and go with what wrote to them."""

from __future__ import annotations

from aws_cdk import RemovalPolicy
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra_cdk.deployment import Deployment
from infra_cdk.settings import RETENTIONS


def log_group(scope: Construct, id: str, deployment: Deployment, name: str) -> logs.LogGroup:
    """A log group of that name with the stage's retention."""
    retention = RETENTIONS[deployment.settings.log_retention_days]
    return logs.LogGroup(
        scope,
        id,
        log_group_name=name,
        retention=logs.RetentionDays[retention],
        # A group that stayed behind would stop its function from ever coming back.
        removal_policy=RemovalPolicy.DESTROY,
    )
