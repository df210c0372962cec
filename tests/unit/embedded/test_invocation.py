import json
import re
import signal

import pytest

from stepgraph.embedded.invocation import Invocation, Outcome


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (0, "exited without providing a reason"),
        (1, "exited with error: exit status 1"),
        (-signal.SIGKILL, "exited with error: signal: killed"),
        (-signal.SIGSEGV, "exited with error: signal: segmentation fault"),
    ],
)
def test_the_end_of_a_process_reads_as_on_aws(status, reason):
    outcome = Outcome.exited("r", status)

    assert outcome.failed
    assert json.loads(outcome.text) == {
        "errorType": "Runtime.ExitError",
        "errorMessage": f"RequestId: r Error: Runtime {reason}",
    }


def test_a_timeout_reads_as_on_aws():
    outcome = Outcome.timed_out("r", "Task", 3)

    assert outcome.failed
    assert json.loads(outcome.text) == {
        "errorType": "Sandbox.Timedout",
        "errorMessage": "RequestId: r Error: Task timed out after 3.00 seconds",
    }


def test_a_call_keeps_its_trace_and_gets_one_where_it_has_none():
    trace = r"Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0"

    assert Invocation.new("arn", b"1", "Root=x").trace_id == "Root=x"
    assert re.fullmatch(trace, Invocation.new("arn", b"1").trace_id)


def test_a_call_without_a_payload_has_an_empty_event():
    assert Invocation.new("arn", b"").payload == b"{}"
