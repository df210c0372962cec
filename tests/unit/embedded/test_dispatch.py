import io
import json
from concurrent.futures import CancelledError
from typing import Any

import pytest

from stepgraph.embedded.dispatch import Dispatcher, Target
from stepgraph.embedded.invocation import Outcome
from stepgraph.embedded.pool import ConcurrencyExceeded

ARN = "arn:aws:lambda:eu-west-1:123456789012:function:f"


class Lambdas:
    """Knows a function f, and answers or raises what it was told to."""

    def __init__(self, end=None):
        self.end = end
        self.invoked = []
        self.sent = []

    def __contains__(self, name):
        return name == "f"

    def invoke(self, name, invocation):
        self.invoked.append((name, invocation))
        if isinstance(self.end, Exception):
            raise self.end
        return self.end

    def send(self, name, invocation):
        self.sent.append((name, invocation))


def moto(environ, start):
    start("200 OK", [])
    return [b"moto"]


def request(lambdas, path, method="POST", body=b"", app=moto, **headers):
    answer: dict[str, Any] = {}

    def start(status, headers, error=None, /):
        answer.update(status=int(status[:3]), headers=dict(headers))
        return lambda _: None

    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
        **headers,
    }
    answer["body"] = b"".join(Dispatcher(lambdas, "eu-west-1", app)(environ, start))
    return answer


def invocations(function):
    return f"/2015-03-31/functions/{function}/invocations"


@pytest.mark.parametrize(
    ("function", "query", "target"),
    [
        ("f", "", Target("f")),
        ("f:3", "", Target("f", "3")),
        ("f", "Qualifier=live", Target("f", "live")),
        (ARN, "", Target("f")),
        (f"{ARN}:$LATEST", "", Target("f", "$LATEST")),
        ("123456789012:function:f:3", "", Target("f", "3")),
        ("function:3", "", Target("function", "3")),
        ("no such name", "", None),
    ],
)
def test_an_invoke_request_names_its_target_in_many_forms(function, query, target):
    assert Target.of(invocations(function), query) == target


@pytest.mark.parametrize(
    ("path", "method"),
    [
        (invocations("other"), "POST"),
        (invocations("f"), "GET"),
        ("/2015-03-31/functions/f", "POST"),
        ("/", "POST"),
    ],
)
def test_what_is_no_invocation_of_ours_goes_to_moto(path, method):
    assert request(Lambdas(), path, method)["body"] == b"moto"


def test_an_answer_carries_the_version_and_the_request_id():
    lambdas = Lambdas(Outcome(b'{"a": 1}'))

    answer = request(lambdas, invocations(f"{ARN}:3"), body=b"[1]", HTTP_X_AMZN_TRACE_ID="Root=x")

    ((name, invocation),) = lambdas.invoked
    assert (name, invocation.payload) == ("f", b"[1]")
    assert (invocation.function_arn, invocation.trace_id) == (f"{ARN}:3", "Root=x")
    assert (answer["status"], answer["body"]) == (200, b'{"a": 1}')
    assert answer["headers"] == {
        "Content-Type": "application/json",
        "X-Amz-Executed-Version": "3",
        "x-amzn-RequestId": invocation.request_id,
    }


def test_a_function_error_is_a_good_response_with_a_header():
    answer = request(Lambdas(Outcome(b"{}", failed=True)), invocations("f"))

    assert answer["status"] == 200
    assert answer["headers"]["X-Amz-Function-Error"] == "Unhandled"


@pytest.mark.parametrize(
    ("end", "status", "kind"),
    [
        (ConcurrencyExceeded(), 429, "TooManyRequestsException"),
        (CancelledError("stopped"), 500, "ServiceException"),
        (OSError("no more processes"), 500, "ServiceException"),
    ],
)
def test_what_keeps_an_invocation_from_running_is_an_error_of_the_service(end, status, kind):
    answer = request(Lambdas(end), invocations("f"))

    assert answer["status"] == status
    assert answer["headers"]["x-amzn-ErrorType"] == kind
    assert json.loads(answer["body"])["message"]


def test_an_event_is_sent_and_a_dry_run_is_not():
    lambdas = Lambdas()

    event = request(lambdas, invocations("f"), HTTP_X_AMZ_INVOCATION_TYPE="Event")
    dry = request(lambdas, invocations("f"), HTTP_X_AMZ_INVOCATION_TYPE="DryRun")

    assert [event["status"], dry["status"]] == [202, 204]
    assert [name for name, _ in lambdas.sent] == ["f"]
    assert lambdas.invoked == []


@pytest.mark.parametrize(
    ("error", "status", "kind", "message"),
    [
        (NotImplementedError("no redrive"), 501, "NotImplementedException", "no redrive"),
        (KeyError("x"), 500, "InternalFailure", "moto failed: KeyError('x')"),
    ],
)
def test_what_moto_lacks_or_breaks_at_is_an_error_that_a_client_can_read(
    error, status, kind, message
):
    def lacking(environ, start):
        raise error

    answer = request(Lambdas(), "/", app=lacking)

    assert answer["status"] == status
    assert json.loads(answer["body"]) == {"__type": kind, "message": message}
