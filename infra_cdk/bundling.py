"""Filling the layers, on this machine and without Docker."""

from __future__ import annotations

import compileall
import os
import py_compile
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsii
from aws_cdk import BundlingOptions, DockerImage, ILocalBundling

from infra_cdk.deployment import ROOT

LAMBDA_PYTHON = "3.13"
LIBRARY = ROOT / "layers" / "stepgraph"
LOCK = ROOT / "requirements" / "users.txt"
# What Lambda's Python looks for in a layer, and where it then stands.
_PYTHON = "python"
_MOUNTED_AT = "/opt/python"


def bundled(fill: Callable[[Path], None]) -> BundlingOptions:
    """Options that make CDK fill an asset with `fill`."""
    return BundlingOptions(
        # CDK insists on an image; it is never used, since filling here always succeeds.
        image=DockerImage.from_registry("scratch"),
        local=_Local(fill),
        # Parts of the asset's hash: another filling, or bytecode of another Python, is another.
        environment={"FILL": fill.__name__, "PYTHON": sys.implementation.cache_tag},
    )


@jsii.implements(ILocalBundling)
class _Local:
    def __init__(self, fill: Callable[[Path], None]) -> None:
        self._fill = fill

    def try_bundle(self, output_dir: str, *_: Any, **__: Any) -> bool:
        self._fill(Path(output_dir))
        return True


def fill_with_library(folder: Path) -> None:
    """Copy the library."""
    target = folder / _PYTHON
    shutil.copytree(LIBRARY, target / "stepgraph", ignore=shutil.ignore_patterns("__pycache__"))
    _compile(target)


def fill_with_dependencies(folder: Path) -> None:
    """Install what the Lambdas import, as the lock has it, for their platform; from the network."""
    target = folder / _PYTHON
    command = [str(ROOT / "bin" / "uv"), "pip", "install", "--quiet", "--target", str(target)]
    extras = ["--extra", "aws", "--extra", "server"]
    command += ["--requirements", str(ROOT / "pyproject.toml"), *extras]
    command += ["--constraints", str(LOCK), "--require-hashes", "--only-binary", ":all:"]
    command += ["--python-platform", "aarch64-manylinux2014", "--python-version", LAMBDA_PYTHON]
    subprocess.run(command, check=True)  # noqa: S603 - every word of it stands above
    _compile(target)


def fill_with_nothing(folder: Path) -> None:
    """Say what is missing; CDK takes no empty asset."""
    (folder / "MISSING").write_text("Synthesised without --with-dependencies.\n")


def _compile(folder: Path) -> None:
    """Leave bytecode that is not checked against its source: nobody edits a layer."""
    compileall.compile_dir(
        folder,
        quiet=2,
        stripdir=os.fspath(folder),
        prependdir=_MOUNTED_AT,
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )
