"""Every case beside its peer, in one table: `make bench`."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from pathlib import Path

from tests.bench.cases import CASES
from tests.bench.measure import ROUNDS

ROOT = Path(__file__).parents[2]
OURS = ("stepgraph", ROOT / ".venv/bin/python")
THEIRS = ("langgraph", ROOT / ".venv-peers/bin/python")
ROW = "{:<38} {:>12} {:>12} {:>9}"


def main() -> None:
    """Measure and print, row by row."""
    print(ROW.format("case, median of 7", "langgraph ms", "stepgraph ms", "faster"))
    _row("import of .graph, cold process", _import_time(*THEIRS), _import_time(*OURS))
    for case in CASES:
        _row(case, _measured(*THEIRS, case), _measured(*OURS, case))


def _row(case: str, theirs: float, ours: float) -> None:
    print(ROW.format(case, f"{theirs:.2f}", f"{ours:.2f}", f"{theirs / ours:.1f} x"), flush=True)


def _measured(package: str, python: Path, case: str) -> float:
    return float(_run(python, "-m", "tests.bench.measure", package, case))


def _import_time(package: str, python: Path) -> float:
    took = []
    for _ in range(ROUNDS + 1):
        began = time.perf_counter()
        _run(python, "-c", f"import {package}.graph")
        took.append(time.perf_counter() - began)
    # The first may have compiled bytecode.
    return statistics.median(took[1:]) * 1000


def _run(python: Path, *arguments: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run(
        [python, *arguments], capture_output=True, text=True, check=False, env=environment
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout


if __name__ == "__main__":
    main()
