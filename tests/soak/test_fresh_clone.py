"""A newcomer's first minutes: a fresh clone, an empty home, no uv. Downloads for real."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# What a bare machine has; Python comes beside it.
COMMON = (
    "awk", "basename", "bash", "cat", "chmod", "cksum", "cp", "cut", "date", "dirname", "env",
    "expr", "find", "git", "grep", "head", "id", "ln", "ls", "make", "mkdir", "mktemp", "mv",
    "readlink", "realpath", "rm", "rmdir", "sed", "sh", "sleep", "sort", "tail", "touch", "tr",
    "true", "uname", "wc", "which", "xargs",
)  # fmt: skip
# Settings of this run that would reach into the clone's.
OWN = ("COV", "MAKE", "MFLAGS", "PIP_CACHE", "PY", "UV_CACHE", "UV_PYTHON", "VIRTUAL_ENV", "XDG")

PYTHON = Path(sys.base_prefix, "bin", f"python3.{sys.version_info.minor}")
PIP = subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True, check=False)

pytestmark = [
    pytest.mark.skipif(not (ROOT / ".git").exists(), reason="this is no clone to clone"),
    pytest.mark.skipif(PIP.returncode != 0, reason="this Python has no pip"),
]


class Newcomer:
    """A fresh clone on a machine with Python, git, make and nothing else."""

    def __init__(self, place: Path) -> None:
        self.clone = place / "clone"
        self.home = place / "home"
        self.home.mkdir()
        self.path = place / "path"
        self.path.mkdir()
        for name in COMMON:
            if tool := shutil.which(name):
                (self.path / name).symlink_to(tool)
        subprocess.run(["git", "clone", "--quiet", ROOT, self.clone], check=True)

    def has_python(self, *names: str) -> None:
        for name in names:
            (self.path / name).symlink_to(PYTHON)

    def runs(self, *command: str) -> subprocess.CompletedProcess[str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(OWN)}
        return subprocess.run(
            command,
            cwd=self.clone,
            env={**kept, "HOME": str(self.home), "PATH": str(self.path)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def succeeds(self, *command: str) -> str:
        result = self.runs(*command)
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout

    @property
    def has_own_uv(self) -> bool:
        return (self.clone / ".uv" / "bin" / "uv").exists()


@pytest.fixture
def newcomer(tmp_path):
    return Newcomer(tmp_path)


def test_the_two_commands_of_the_readme_work_in_a_fresh_clone(newcomer):
    newcomer.has_python("python3", PYTHON.name)
    newcomer.succeeds("make", "run")
    assert newcomer.has_own_uv
    assert " passed" in newcomer.succeeds("make", "test", "PYTEST_ARGS=tests/unit -q")
    assert newcomer.succeeds("git", "status", "--porcelain") == ""


def test_a_uv_that_fails_is_passed_over(newcomer):
    newcomer.has_python("python3", PYTHON.name)
    shim = newcomer.path / "uv"
    shim.write_text("#!/bin/sh\necho 'uv: command not found' >&2\nexit 127\n")
    shim.chmod(0o755)
    newcomer.succeeds("make", "setup")
    assert newcomer.has_own_uv
    newcomer.succeeds(".venv/bin/stepgraph", "--help")


def test_without_python_one_plain_sentence_says_what_to_install(newcomer):
    result = newcomer.runs("make", "setup")
    assert result.returncode != 0
    assert result.stderr.startswith("setup: found neither uv nor a Python with pip; install")
