"""The app: a stage is a set of stacks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from aws_cdk import App

from infra_cdk.deployment import ROOT, Deployment
from infra_cdk.stacks import DataStack, GraphStack, ServiceStack

# Behaviours of CDK that it leaves as they were for the sake of older apps.
_CONTEXT: Mapping[str, bool | str] = {
    "@aws-cdk/aws-iam:minimizePolicies": True,
    # A new layer is a new version of the functions that have it.
    "@aws-cdk/aws-lambda:recognizeLayerVersion": True,
    "@aws-cdk/aws-lambda:recognizeVersionProps": True,
    # The table's stack cannot go while another uses it.
    "@aws-cdk/core:defaultCrossStackReferences": "strong",
    # What CloudFormation would refuse ends the synthesis.
    "@aws-cdk/core:validateAgainstDefaultRules": True,
}


def build_app(deployments: Iterable[Deployment], output: Path | None = None) -> App:
    """The stacks of these stages, to be written to `output` or to where cdk.json says it is."""
    folder = output or ROOT / "cdk.out"
    app = App(outdir=str(folder), context=_CONTEXT, analytics_reporting=False, stack_traces=False)
    for deployment in deployments:
        _add_stage(app, deployment)
    return app


def _add_stage(app: App, deployment: Deployment) -> None:
    table = DataStack(app, deployment).table
    for graph in deployment.bundle.names:
        GraphStack(app, deployment, table, graph)
    ServiceStack(app, deployment, table)
