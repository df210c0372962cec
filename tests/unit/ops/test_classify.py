import asyncio
import json

import botocore.exceptions
import httpx
import pydantic
import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

import stepgraph.errors
from stepgraph.errors import (
    ConfigurationError,
    ErrorClass,
    GraphDefinitionError,
    GraphInterrupt,
    GraphRecursionError,
    NodeFailedError,
    NodeTimeoutError,
    RunFailedError,
    StepgraphError,
    StorageError,
    TransientError,
)
from stepgraph.ops.classify import MAX_CHAIN, classify

T, R, P = ErrorClass.TRANSIENT, ErrorClass.RECOVERABLE, ErrorClass.PERMANENT
F, U = ErrorClass.FATAL, ErrorClass.UNKNOWN


class TheirError(Exception):
    """Of a library that nobody here knows."""


def aws(code, status=400, operation="Converse", **metadata):
    metadata = {"HTTPStatusCode": status, **metadata}
    response = {"Error": {"Code": code, "Message": code}, "ResponseMetadata": metadata}
    return botocore.exceptions.ClientError(response, operation)


def of_httpx(status, **headers):
    request = httpx.Request("GET", "https://example.test")
    response = httpx.Response(status, headers=headers, request=request)
    return httpx.HTTPStatusError("refused", request=request, response=response)


def of_requests(status):
    response = requests.Response()
    response.status_code = status
    return requests.HTTPError(response=response)


def with_attributes(**attributes):
    error = TheirError("refused")
    for name, value in attributes.items():
        setattr(error, name, value)
    return error


def raised(error, *, cause=None, context=None):
    """The error as Python leaves it when it was raised from, or while handling, another."""
    error.__cause__, error.__context__ = cause, context or cause
    error.__suppress_context__ = cause is not None
    return error


def invalid_model():
    class Model(pydantic.BaseModel):
        number: int

    try:
        Model.model_validate({"number": "many"})
    except pydantic.ValidationError as error:
        return error


def unreadable_json():
    try:
        json.loads("{")
    except ValueError as error:
        return error


REAL = [
    (TimeoutError(), T, "TIMEOUT"),
    (TimeoutError(), T, "TIMEOUT"),
    (ConnectionResetError(), T, "NETWORK_FAILED"),
    (BrokenPipeError(), T, "NETWORK_FAILED"),
    (OSError(101, "Network is unreachable"), T, "NETWORK_FAILED"),
    (OSError(28, "No space left on device"), F, "DISK_FULL"),
    (FileNotFoundError(), P, "NOT_FOUND"),
    (PermissionError(), P, "AUTH_DENIED"),
    (KeyError("topic"), P, "VALUE_INVALID"),
    (ZeroDivisionError(), P, "VALUE_INVALID"),
    (ValueError("bad"), P, "VALUE_INVALID"),
    (TypeError("bad"), P, "CODE_MISTAKE"),
    (ModuleNotFoundError(), P, "CODE_MISTAKE"),
    (RecursionError(), P, "STACK_USED_UP"),
    (MemoryError(), F, "MEMORY_USED_UP"),
    (KeyboardInterrupt(), F, "PROCESS_STOPPED"),
    (SystemExit(503), F, "PROCESS_STOPPED"),
    (GeneratorExit(), F, "PROCESS_STOPPED"),
    (asyncio.CancelledError(), R, "CANCELLED"),
    (GraphInterrupt(), R, "GRAPH_INTERRUPTED"),
    (invalid_model(), R, "OUTPUT_UNREADABLE"),
    (unreadable_json(), R, "OUTPUT_UNREADABLE"),
    (httpx.ConnectTimeout("slow"), T, "TIMEOUT"),
    (httpx.ConnectError("down"), T, "NETWORK_FAILED"),
    (httpx.RemoteProtocolError("gone"), T, "NETWORK_FAILED"),
    (httpx.UnsupportedProtocol("ftp"), P, "REQUEST_INVALID"),
    (requests.ConnectionError(), T, "NETWORK_FAILED"),
    (requests.ReadTimeout(), T, "TIMEOUT"),
    (requests.exceptions.SSLError(), P, "NETWORK_UNTRUSTED"),
    (requests.exceptions.MissingSchema(), P, "VALUE_INVALID"),
    (botocore.exceptions.EndpointConnectionError(endpoint_url="u"), T, "NETWORK_FAILED"),
    (botocore.exceptions.ReadTimeoutError(endpoint_url="u"), T, "NETWORK_FAILED"),
    (botocore.exceptions.NoCredentialsError(), R, "AUTH_REJECTED"),
    (botocore.exceptions.ParamValidationError(report="r"), P, "REQUEST_INVALID"),
    (aws("ThrottlingException"), T, "RATE_LIMITED"),
    (aws("ProvisionedThroughputExceededException"), T, "RATE_LIMITED"),
    (aws("AccessDeniedException"), P, "AUTH_DENIED"),
    (aws("ExpiredTokenException"), R, "AUTH_REJECTED"),
    (aws("ValidationException"), P, "REQUEST_INVALID"),
    (aws("Unheard", status=503), T, "SERVICE_FAILED"),
    (aws("Unheard", status=404), P, "NOT_FOUND"),
]


@pytest.mark.parametrize(("error", "category", "code"), REAL, ids=lambda value: repr(value)[:40])
def test_errors_as_libraries_raise_them_are_known(error, category, code):
    found = classify(error)
    assert (found.category, found.code) == (category, code)
    assert found.confidence >= 0.5
    assert found.suggestion.endswith(".")


STATUSES = [
    (400, P, "REQUEST_INVALID"),
    (401, R, "AUTH_REJECTED"),
    (402, R, "QUOTA_USED_UP"),
    (403, P, "AUTH_DENIED"),
    (404, P, "NOT_FOUND"),
    (408, T, "TIMEOUT"),
    (409, R, "STATE_CONFLICT"),
    (410, P, "NOT_FOUND"),
    (412, R, "STATE_CONFLICT"),
    (413, R, "REQUEST_TOO_LARGE"),
    (422, P, "REQUEST_INVALID"),
    (423, T, "RESOURCE_BUSY"),
    (425, T, "RESOURCE_BUSY"),
    (429, T, "RATE_LIMITED"),
    (500, T, "SERVICE_FAILED"),
    (501, P, "REQUEST_INVALID"),
    (502, T, "SERVICE_FAILED"),
    (503, T, "SERVICE_FAILED"),
    (505, P, "REQUEST_INVALID"),
    (529, T, "SERVICE_FAILED"),
]


@pytest.mark.parametrize(("status", "category", "code"), STATUSES)
@pytest.mark.parametrize(
    "error_with",
    [
        of_httpx,
        of_requests,
        lambda status: with_attributes(status_code=status),
        lambda status: with_attributes(status=status),
        lambda status: with_attributes(code=status),
    ],
    ids=["httpx", "requests", "status_code", "status", "code"],
)
def test_a_status_means_the_same_on_the_exception_of_any_client(error_with, status, category, code):
    found = classify(error_with(status))
    assert (found.category, found.code) == (category, code)


@pytest.mark.parametrize(
    ("message", "category", "code"),
    [
        ("CUDA out of memory", F, "MEMORY_USED_UP"),
        ("no space left on device", F, "DISK_FULL"),
        ("maximum context length is 8192 tokens", R, "REQUEST_TOO_LARGE"),
        ("Rate limit reached", T, "RATE_LIMITED"),
        ("insufficient_quota", R, "QUOTA_USED_UP"),
        ("the read timed out", T, "TIMEOUT"),
        ("Overloaded", T, "SERVICE_FAILED"),
        ("Connection refused", T, "NETWORK_FAILED"),
        ("invalid API key", R, "AUTH_REJECTED"),
        ("permission denied", P, "AUTH_DENIED"),
        ("table does not exist", P, "NOT_FOUND"),
    ],
)
def test_wording_alone_is_a_hint_and_no_more(message, category, code):
    found = classify(TheirError(message))
    assert (found.category, found.code) == (category, code)
    assert found.confidence < 0.5


def test_what_nothing_is_known_of_is_unknown():
    found = classify(TheirError("boom"))
    assert (found.category, found.code, found.confidence) == (U, "UNKNOWN", 0.0)
    assert "category" in found.suggestion


OURS = [
    getattr(stepgraph.errors, name)
    for name in stepgraph.errors.__all__
    if isinstance(getattr(stepgraph.errors, name), type)
    and issubclass(getattr(stepgraph.errors, name), StepgraphError)
]


@pytest.mark.parametrize("kind", OURS)
def test_an_error_of_our_own_says_itself_what_it_is(kind):
    error = kind.__new__(kind)
    Exception.__init__(error, "problem")
    error.next_step = "Do this."
    found = classify(error)
    assert (found.category, found.code, found.suggestion) == (kind.category, kind.code, "Do this.")
    assert found.confidence == (0.0 if kind.category is U else 1.0)


@pytest.mark.parametrize(
    ("kind", "category"),
    [
        (StepgraphError, P),
        (GraphDefinitionError, P),
        (ConfigurationError, F),
        (stepgraph.errors.GraphNotFoundError, P),
        (stepgraph.errors.EmptyInputError, R),
        (stepgraph.errors.InvalidTicketError, P),
        (stepgraph.errors.ConcurrentUpdateError, P),
        (GraphRecursionError, R),
        (NodeFailedError, U),
        (NodeTimeoutError, T),
        (RunFailedError, U),
        (stepgraph.errors.AmbiguousResumeError, R),
        (stepgraph.errors.StaleThreadError, R),
        (stepgraph.errors.ThreadNotFoundError, R),
        (stepgraph.errors.CheckpointNotFoundError, R),
        (stepgraph.errors.DamagedItemError, F),
        (stepgraph.errors.RunNotFoundError, R),
        (stepgraph.errors.ThreadExistsError, R),
        (stepgraph.errors.StillRunningError, T),
        (StorageError, T),
        (stepgraph.errors.PortTakenError, R),
        (TransientError, T),
    ],
)
def test_our_errors_have_the_class_that_their_sentences_promise(kind, category):
    assert kind.category is category


def test_any_class_may_say_what_its_errors_are():
    class ModelBusyError(Exception):
        category = ErrorClass.TRANSIENT
        code = "MODEL_BUSY"
        retry_after = 7

    found = classify(ModelBusyError("rate limit, permission denied"))
    assert (found.category, found.code, found.confidence) == (T, "MODEL_BUSY", 1.0)
    assert found.retry_after == 7


def test_a_cause_speaks_for_an_error_that_says_nothing():
    found = classify(raised(TheirError("the model failed"), cause=of_httpx(503)))
    assert (found.category, found.code) == (T, "SERVICE_FAILED")
    assert 0.5 <= found.confidence < classify(of_httpx(503)).confidence


def test_a_context_counts_for_less_than_a_cause():
    by_cause = classify(raised(TheirError(), cause=ConnectionError()))
    by_context = classify(raised(TheirError(), context=ConnectionError()))
    assert by_context.category is T
    assert by_context.confidence < 0.5 < by_cause.confidence


def test_a_mistake_made_while_handling_a_failure_is_still_a_mistake():
    assert classify(raised(KeyError("x"), context=ConnectionError())).category is P


def test_what_was_raised_from_none_hides_its_context():
    error = raised(TheirError("boom"), context=ConnectionError())
    error.__suppress_context__ = True
    assert classify(error).category is U


def test_a_timeout_of_asyncio_is_no_cancellation():
    async def slow():
        async with asyncio.timeout(0):
            await asyncio.sleep(1)

    with pytest.raises(TimeoutError) as caught:
        asyncio.run(slow())
    assert classify(caught.value).code == "TIMEOUT"


def test_a_failed_node_is_what_its_cause_is():
    assert classify(NodeFailedError("failed")).code == "NODE_FAILED"
    assert classify(raised(NodeFailedError("failed"), cause=ConnectionError())).category is T


def test_a_chain_that_is_a_ring_or_long_ends():
    one, other = TheirError("one"), TheirError("other")
    raised(one, cause=other)
    raised(other, cause=one)
    assert classify(one).category is U
    far = ConnectionError()
    for _ in range(MAX_CHAIN):
        far = raised(TheirError(), cause=far)
    assert classify(far).category is U


def test_a_group_is_as_bad_as_its_worst():
    inner = ExceptionGroup("inner", [ConnectionError(), ValueError("bad")])
    assert classify(ExceptionGroup("outer", [TimeoutError(), inner])).code == "VALUE_INVALID"
    assert classify(ExceptionGroup("two", [TimeoutError(), TheirError("boom")])).category is U
    assert classify(BaseExceptionGroup("two", [ValueError(), KeyboardInterrupt()])).category is F


def test_a_group_of_transient_errors_waits_for_the_slowest_and_is_as_sure_as_the_least():
    quick, slow = of_httpx(429, **{"Retry-After": "2"}), of_httpx(503, **{"Retry-After": "9"})
    found = classify(ExceptionGroup("both", [quick, slow, TheirError("try again")]))
    assert (found.category, found.retry_after, found.confidence) == (T, 9, 0.3)


def test_an_error_whose_attributes_and_text_break_is_classified_all_the_same():
    class BrokenError(Exception):
        def __getattr__(self, name):
            raise RuntimeError(name)

        def __str__(self):
            raise RuntimeError("no text")

    assert classify(BrokenError()).category is U


anything = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary()


@given(
    st.dictionaries(
        st.sampled_from(
            ["status", "status_code", "code", "response", "headers", "retry_after", "category"]
        ),
        anything | st.dictionaries(st.text(), anything),
    ),
    st.text(),
)
def test_whatever_an_error_holds_there_is_a_diagnosis(attributes, message):
    found = classify(raised(with_attributes(**attributes), cause=TheirError(message)))
    assert 0 <= found.confidence <= 1
    assert found.code
    assert found.suggestion
