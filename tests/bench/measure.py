"""One case in one package, in a process of its own."""

from __future__ import annotations

import statistics
import sys
import time

from tests.bench.cases import CASES

ROUNDS = 7


def main(package: str, case: str) -> None:
    """Print the median, in milliseconds, of one repetition."""
    make, times = CASES[case]
    run = make(package)
    run()
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        for _ in range(times):
            run()
        took.append((time.perf_counter() - began) / times)
    print(statistics.median(took) * 1000)


if __name__ == "__main__":
    main(*sys.argv[1:])
