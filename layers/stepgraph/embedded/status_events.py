"""The end of executions, told to the finish Lambda, as EventBridge does on AWS."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

# Nobody waits for these but a run whose execution broke; that may take a moment to be known.
POLL_SECONDS = 0.5
_ENDED_BADLY = frozenset({"ABORTED", "FAILED", "TIMED_OUT"})


class StatusEvents:
    """Watches executions from their start on and sends an event for each that ends badly."""

    def __init__(self, describe: Callable[[str], Any], send: Callable[[bytes], Any]) -> None:
        self._describe = describe
        self._send = send
        self._watched: set[str] = set()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def watch(self, execution: str) -> None:
        """Watch one more execution."""
        self._watched.add(execution)
        if self._thread is None:
            self._thread = threading.Thread(target=self._poll, name="status events", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Watch no longer."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()

    def _poll(self) -> None:
        while not self._stopped.wait(POLL_SECONDS):
            for execution in list(self._watched):
                self._look(execution)

    def _look(self, execution: str) -> None:
        found = self._describe(execution)
        if found["status"] == "RUNNING":
            return
        self._watched.discard(execution)
        if found["status"] in _ENDED_BADLY:
            self._send(json.dumps(_event(found)).encode())


def _event(execution: Any) -> dict[str, Any]:
    return {
        "source": "aws.states",
        "detail-type": "Step Functions Execution Status Change",
        "detail": {
            "executionArn": execution["executionArn"],
            "stateMachineArn": execution["stateMachineArn"],
            "name": execution["name"],
            "status": execution["status"],
            "input": execution["input"],
        },
    }
