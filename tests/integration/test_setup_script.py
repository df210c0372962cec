"""bin/setup on machines of every kind. The tools are stand-ins, so nothing is downloaded."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
POSIX = ("cat", "chmod", "cksum", "cp", "dirname", "grep", "ln", "mkdir", "rm", "sh")

# Finds the Python named in $HAS, and makes an environment of it.
UV = """
echo "$*" >>"$LOG"
for last; do :; done
case $1 in
    python) [ "$last" = "$HAS" ] && command -v a-python ;;
    venv) mkdir -p "$last/bin" && ln -s "$(command -v a-python)" "$last/bin/python" ;;
esac
"""
# Has pip, which installs the uv above.
PYTHON_WITH_PIP = """
[ "$3" = install ] || exit 0
while [ "$1" != --target ]; do shift; done
mkdir -p "$2/bin" && cp "$(command -v the-uv)" "$2/bin/uv"
"""
BROKEN = "exit 1"


class Machine:
    """A checkout, and a PATH with nothing on it but what a test puts there."""

    def __init__(self, home: Path) -> None:
        self.checkout = home / "checkout"
        self.log = home / "log"
        self.path = home / "path"
        self.path.mkdir()
        for name in POSIX:
            (self.path / name).symlink_to(str(shutil.which(name)))
        shutil.copytree(ROOT / "bin", self.checkout / "bin")
        shutil.copytree(ROOT / "requirements", self.checkout / "requirements")
        shutil.copy(ROOT / "pyproject.toml", self.checkout)
        self.add("a-python", "echo Python 3.1x")
        self.add("the-uv", UV)

    def add(self, name: str, body: str) -> None:
        tool = self.path / name
        tool.write_text(f"#!{self.path}/sh\n{body}")
        tool.chmod(0o755)

    def setup(self, *arguments: str, has: str = "3.13") -> subprocess.CompletedProcess[str]:
        self.log.write_text("")
        return subprocess.run(
            [self.checkout / "bin" / "setup", *arguments],
            env={"PATH": str(self.path), "HOME": "", "LOG": str(self.log), "HAS": has},
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def calls(self) -> str:
        """What uv was asked to do by the last set-up."""
        return self.log.read_text()


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


def test_uv_on_path_is_used(machine):
    machine.add("uv", UV)
    assert machine.setup("dev").returncode == 0
    assert "pip sync" in machine.calls
    assert not (machine.checkout / ".uv").exists()


@pytest.mark.parametrize("shim", [None, BROKEN], ids=["missing", "failing"])
def test_without_a_uv_that_runs_one_is_installed_into_the_checkout(machine, shim):
    if shim:
        machine.add("uv", shim)
    machine.add("python3", PYTHON_WITH_PIP)
    assert machine.setup("dev").returncode == 0
    assert (machine.checkout / ".uv" / "bin" / "uv").exists()


def test_a_python_shim_that_fails_is_passed_over(machine):
    machine.add("python3.13", BROKEN)
    machine.add("python3", PYTHON_WITH_PIP)
    assert machine.setup("dev").returncode == 0


def test_a_broken_uv_in_the_checkout_is_replaced(machine):
    machine.add("python3", PYTHON_WITH_PIP)
    broken = machine.checkout / ".uv" / "bin" / "uv"
    broken.parent.mkdir(parents=True)
    broken.write_text("not a program")
    assert machine.setup("dev").returncode == 0
    assert os.access(broken, os.X_OK)


def test_without_uv_and_pip_one_sentence_says_so(machine):
    machine.add("python3", BROKEN)
    result = machine.setup("dev")
    assert result.returncode == 1
    assert result.stderr == (
        "setup: found neither uv nor a Python with pip; install one of them and try again.\n"
    )


def test_without_a_python_that_is_new_enough_one_sentence_says_so(machine):
    machine.add("uv", UV)
    result = machine.setup("dev", has="3.11")
    assert result.returncode == 1
    assert result.stderr == (
        "setup: found neither Python 3.13 nor 3.12; install one of them and try again.\n"
    )
    assert not (machine.checkout / ".venv").exists()


def test_the_newer_python_is_asked_for_first(machine):
    machine.add("uv", UV)
    assert machine.setup("dev", has="3.12").returncode == 0
    asked = [call.split()[-1] for call in machine.calls.splitlines() if "python find" in call]
    assert asked == ["3.13", "3.12"]


def test_every_lock_is_installed_with_its_hashes(machine):
    machine.add("uv", UV)
    for name in ("users", "dev", "peers"):
        assert machine.setup(name).returncode == 0
        assert f"--require-hashes requirements/{name}.txt" in machine.calls


def test_peers_have_an_environment_of_their_own_without_the_project(machine):
    machine.add("uv", UV)
    machine.setup("peers")
    assert not (machine.checkout / ".venv").exists()
    assert "--editable" not in machine.calls


def test_a_second_setup_does_nothing_and_says_nothing(machine):
    machine.add("uv", UV)
    machine.setup("dev")
    result = machine.setup("dev")
    assert (result.returncode, result.stderr, machine.calls) == (0, "", "")


def test_a_changed_lock_is_installed_again_into_the_same_environment(machine):
    machine.add("uv", UV)
    machine.setup("dev")
    with (machine.checkout / "requirements" / "dev.txt").open("a") as lock:
        lock.write("# changed\n")
    machine.setup("dev")
    assert "pip sync" in machine.calls
    assert "venv --" not in machine.calls


def test_a_setup_that_failed_is_not_taken_for_done(machine):
    machine.add("uv", UV)
    machine.setup("users")
    machine.add("uv", UV + '[ "$1 $2" != "pip sync" ]')
    assert machine.setup("dev").returncode != 0
    machine.add("uv", UV)
    machine.setup("users")
    assert "pip sync" in machine.calls


def test_what_users_need_leaves_an_environment_for_development_as_it_is(machine):
    machine.add("uv", UV)
    machine.setup("dev")
    machine.setup("users")
    assert machine.calls == ""


def test_an_environment_whose_python_is_gone_is_made_again(machine):
    machine.add("uv", UV)
    machine.setup("dev")
    (machine.checkout / ".venv" / "bin" / "python").unlink()
    assert machine.setup("dev").returncode == 0
    assert "venv --quiet" in machine.calls


def test_a_checkout_that_was_moved_is_set_up_again(machine, tmp_path):
    machine.add("uv", UV)
    machine.setup("dev")
    machine.checkout = machine.checkout.rename(tmp_path / "elsewhere")
    assert machine.setup("dev").returncode == 0
    assert "venv --quiet" in machine.calls
    assert machine.setup("dev").stderr == ""


@pytest.mark.parametrize("arguments", [[], ["nonsense"]])
def test_an_unknown_lock_is_answered_with_the_known_ones(machine, arguments):
    result = machine.setup(*arguments)
    assert result.returncode == 1
    assert result.stderr == "setup: usage: bin/setup users|dev|peers\n"
