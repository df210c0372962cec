"""One call of a function, and how it ended."""

from __future__ import annotations

import json
import secrets
import signal
import time
import uuid
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Invocation:
    """A payload on its way to a worker."""

    request_id: str
    payload: bytes
    function_arn: str
    trace_id: str

    @classmethod
    def new(cls, function_arn: str, payload: bytes, trace_id: str = "") -> Invocation:
        """Give a call an id, and a trace where the caller brought none."""
        return cls(
            str(uuid.uuid4()), payload or b"{}", function_arn, trace_id or _unsampled_trace()
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the caller of a function gets back: its answer, or a function error."""

    payload: bytes
    failed: bool = False

    @property
    def text(self) -> str:
        return self.payload.decode(errors="replace")

    @classmethod
    def timed_out(cls, request_id: str, phase: str, seconds: float) -> Outcome:
        problem = f"{phase} timed out after {seconds:.2f} seconds"
        return cls._error("Sandbox.Timedout", request_id, problem)

    @classmethod
    def exited(cls, request_id: str, status: int) -> Outcome:
        return cls._error("Runtime.ExitError", request_id, f"Runtime exited {_reason(status)}")

    @classmethod
    def _error(cls, kind: str, request_id: str, problem: str) -> Outcome:
        body = {"errorType": kind, "errorMessage": f"RequestId: {request_id} Error: {problem}"}
        return cls(json.dumps(body).encode(), failed=True)


def _reason(status: int) -> str:
    if status == 0:
        return "without providing a reason"
    if status > 0:
        return f"with error: exit status {status}"
    name = signal.strsignal(-status) or str(-status)  # "Killed", on macOS "Killed: 9"
    return f"with error: signal: {name.partition(':')[0].lower()}"


def _unsampled_trace() -> str:
    root = f"1-{int(time.time()):08x}-{secrets.token_hex(12)}"
    return f"Root={root};Parent={secrets.token_hex(8)};Sampled=0"
