"""What a worker process runs: Lambda's own runtime client, tied to the life of its parent.

Run as a file, by `worker.py`: `child.py <fd of a pipe that the parent holds> <handler>`.
"""

from __future__ import annotations

import _thread
import os
import signal
import sys


def _end_with(pipe: int) -> None:
    """Wait for the end of the pipe, which comes when the parent is gone however it went."""
    os.read(pipe, 1)
    os.killpg(0, signal.SIGKILL)


def main() -> None:
    """Run the handler named in the arguments until there is nobody to ask for work."""
    pipe = int(sys.argv.pop(1))
    os.set_inheritable(pipe, False)
    _thread.start_new_thread(_end_with, (pipe,))
    # Late: a worker whose parent is gone by now need not import anything.
    from awslambdaric.__main__ import main as run

    run(sys.argv)


if __name__ == "__main__":
    main()
