"""All stages, synthesised once, whatever the number of test processes."""

import fcntl
import os

import pytest

from stepgraph.ops.bundle import load_bundle
from tests.infra.synthesis import ROOT, Synthesis, run_app

STAGES = ("dev", "staging", "prod")


@pytest.fixture(scope="session")
def stages(tmp_path_factory):
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    assembly = folder / "cdk.out"
    with (folder / "synthesis.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (assembly / "manifest.json").exists():
            ran = run_app(*STAGES, "--output", str(assembly))
            assert ran.returncode == 0, ran.stderr
    return {stage: Synthesis(stage, assembly) for stage in STAGES}


@pytest.fixture(scope="session")
def dev(stages):
    return stages["dev"]


@pytest.fixture(scope="session")
def bundle():
    return load_bundle(ROOT)
