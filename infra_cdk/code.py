"""What functions run."""

from __future__ import annotations

from aws_cdk import Annotations, IgnoreMode
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra_cdk.bundling import (
    LIBRARY,
    LOCK,
    bundled,
    fill_with_dependencies,
    fill_with_library,
    fill_with_nothing,
)
from infra_cdk.deployment import ROOT, Deployment
from stepgraph.ops import names

RUNTIME = lambda_.Runtime.PYTHON_3_13
ARCHITECTURE = lambda_.Architecture.ARM_64
_CACHES = ["**/__pycache__", "**/*.pyc"]
_UNPACKAGED = "The layer of dependencies is empty; synthesise again with --with-dependencies."


class Code(Construct):
    """The bundle's functions and, as layers, the library and what it depends on.

    Each stack has layers of its own: an export of another stack could not change while in use.
    """

    def __init__(self, scope: Construct, id: str, deployment: Deployment, *owner: str) -> None:
        super().__init__(scope, id)
        self._stage, self._owner = deployment.stage, owner
        self.asset = lambda_.Code.from_asset(
            str(ROOT),
            exclude=["*", "!functions", "!functions/**", "!stepgraph.toml", *_CACHES],
            ignore_mode=IgnoreMode.GIT,
        )
        self.layers = [
            self._layer("Library", _library()),
            self._layer("Dependencies", _dependencies(deployment.with_dependencies)),
        ]
        if not deployment.with_dependencies:
            # The cdk command refuses to deploy what carries an error.
            Annotations.of(self).add_error(_UNPACKAGED)

    def _layer(self, id: str, code: lambda_.Code) -> lambda_.LayerVersion:
        return lambda_.LayerVersion(
            self,
            id,
            layer_version_name=names.layer(self._stage, *self._owner, id.lower()),
            code=code,
            compatible_runtimes=[RUNTIME],
            compatible_architectures=[ARCHITECTURE],
        )


def _library() -> lambda_.Code:
    bundling = bundled(fill_with_library)
    return lambda_.Code.from_asset(str(LIBRARY), bundling=bundling, exclude=_CACHES)


def _dependencies(wanted: bool) -> lambda_.Code:
    bundling = bundled(fill_with_dependencies if wanted else fill_with_nothing)
    return lambda_.Code.from_asset(
        str(LOCK.parent), bundling=bundling, exclude=["*", f"!{LOCK.name}"]
    )
