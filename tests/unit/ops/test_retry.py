import httpx
import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from stepgraph.errors import (
    GraphInterrupt,
    InvalidUpdateError,
    NodeFailedError,
    NodeTimeoutError,
    StaleThreadError,
    TransientError,
)
from stepgraph.ops.retry import (
    DEFAULT_POLICY,
    default_retry_on,
    is_worth_retrying,
    policies_of,
    policy_for,
    policy_of,
    wait_after,
    wait_before,
)
from stepgraph.types import RetryPolicy

STEADY = RetryPolicy(jitter=False)


class CustomError(Exception):
    pass


def test_a_node_without_a_policy_waits_1_2_and_4_seconds():
    assert policy_of(None).max_attempts == 4
    assert [wait_before(None, attempt) for attempt in (2, 3, 4)] == [1, 2, 4]


def test_a_policy_of_the_users_replaces_the_default_as_a_whole():
    assert policy_of(STEADY) is STEADY
    assert policy_of(RetryPolicy()) != DEFAULT_POLICY


@pytest.mark.parametrize(
    ("policy", "waits"),
    [
        (STEADY, [0.5, 1, 2, 4]),
        (STEADY._replace(initial_interval=3, backoff_factor=1), [3, 3, 3, 3]),
        (STEADY._replace(backoff_factor=10, max_interval=7), [0.5, 5, 7, 7]),
        (STEADY._replace(initial_interval=0), [0, 0, 0, 0]),
        (STEADY._replace(backoff_factor=0.5), [0.5, 0.25, 0.125, 0.0625]),
    ],
)
def test_waits_grow_by_the_factor_up_to_the_longest(policy, waits):
    assert [wait_before(policy, attempt) for attempt in (2, 3, 4, 5)] == waits


@given(st.integers(2, 12))
def test_jitter_adds_up_to_a_second(attempt):
    steady = wait_before(STEADY, attempt)
    assert steady <= wait_before(RetryPolicy(jitter=True), attempt) <= steady + 1


@pytest.mark.parametrize("error", [TransientError(), ConnectionResetError(), TimeoutError()])
def test_a_transient_error_is_worth_another_attempt_without_a_policy(error):
    assert is_worth_retrying(None, error)


@pytest.mark.parametrize("error", [ValueError(), OSError(), CustomError(), Exception()])
def test_anything_else_is_not_without_a_policy(error):
    assert not is_worth_retrying(None, error)


@pytest.mark.parametrize(
    "error",
    [
        ValueError(),
        TypeError(),
        KeyError(),
        ZeroDivisionError(),
        RuntimeError(),
        FileNotFoundError(),
    ],
)
def test_a_policy_that_names_no_errors_leaves_mistakes_alone(error):
    assert not is_worth_retrying(RetryPolicy(), error)


@pytest.mark.parametrize("error", [CustomError(), Exception(), ConnectionError(), TransientError()])
def test_a_policy_that_names_no_errors_retries_the_rest(error):
    assert is_worth_retrying(RetryPolicy(), error)


@pytest.mark.parametrize(
    "retry_on",
    [
        LookupError,
        (CustomError, LookupError),
        [LookupError],
        lambda error: isinstance(error, LookupError),
        lambda error: str(error) == "'again'",
    ],
)
def test_retry_on_is_a_class_several_or_a_predicate(retry_on):
    policy = RetryPolicy(retry_on=retry_on)
    assert is_worth_retrying(policy, KeyError("again"))
    assert not is_worth_retrying(policy, ValueError("never"))


@pytest.mark.parametrize(
    "error",
    [
        GraphInterrupt(),
        StaleThreadError("stale"),
        InvalidUpdateError("wrong"),
        NodeFailedError("failed"),
    ],
)
@pytest.mark.parametrize("policy", [None, RetryPolicy(retry_on=Exception)])
def test_what_is_ours_is_never_retried(policy, error):
    assert not is_worth_retrying(policy, error)


def of_httpx(status, **headers):
    request = httpx.Request("GET", "https://example.test")
    response = httpx.Response(status, headers=headers, request=request)
    return httpx.HTTPStatusError("refused", request=request, response=response)


def of_requests(status):
    response = requests.Response()
    response.status_code = status
    return requests.HTTPError(response=response)


@pytest.mark.parametrize(
    ("error", "retried"),
    [
        (of_httpx(500), True),
        (of_httpx(404), False),
        (of_httpx(429), False),
        (of_requests(503), True),
        (of_requests(404), False),
        (of_requests(200), False),
        (requests.HTTPError(), True),
        (requests.ConnectionError(), False),
        (httpx.ConnectError("down"), True),
        (ConnectionResetError(), True),
        (TimeoutError(), False),
        (OSError(), False),
        (RecursionError(), False),
        (AssertionError(), True),
        (ExceptionGroup("two", [ValueError()]), True),
    ],
    ids=repr,
)
def test_a_policy_that_names_no_errors_retries_what_langgraph_does(error, retried):
    assert default_retry_on(error) is retried
    assert is_worth_retrying(RetryPolicy(), error) is retried


@pytest.mark.parametrize("error", [of_httpx(503), of_httpx(429), httpx.ConnectTimeout("slow")])
def test_a_service_that_is_down_or_busy_is_tried_again_without_a_policy(error):
    assert is_worth_retrying(None, error)
    wrapped = CustomError("the model failed")
    wrapped.__cause__ = error
    assert is_worth_retrying(None, wrapped)


def test_no_effect_is_repeated_on_a_guess():
    assert not is_worth_retrying(None, CustomError("rate limit reached, try again"))


@pytest.mark.parametrize("policy", [None, RetryPolicy(), RetryPolicy(retry_on=Exception)])
def test_a_timeout_of_a_node_is_retried(policy):
    assert is_worth_retrying(policy, NodeTimeoutError("work", 2.0, kind="run", run_timeout=1.0))


FIRST = STEADY._replace(retry_on=LookupError, max_attempts=2, initial_interval=1)
SECOND = STEADY._replace(retry_on=Exception, max_attempts=4, initial_interval=9)


def test_of_several_policies_the_first_that_matches_decides():
    policies = [FIRST, SECOND]
    assert policy_for(policies, KeyError()) is FIRST
    assert policy_for(policies, ValueError()) is SECOND
    assert policy_for([FIRST], ValueError()) is None
    assert not is_worth_retrying((FIRST,), ValueError())


def test_a_matching_policy_that_is_used_up_is_not_replaced_by_the_next():
    assert wait_after([FIRST, SECOND], KeyError(), attempt=2) is None


def test_policies_share_one_count_of_attempts():
    assert wait_after([FIRST, SECOND], KeyError(), attempt=1) == 1
    assert wait_after([FIRST, SECOND], ValueError(), attempt=2) == 18
    assert wait_after([FIRST, SECOND], ValueError(), attempt=4) is None


@pytest.mark.parametrize("given_", [None, (), []])
def test_no_policy_at_all_means_the_default(given_):
    assert policies_of(given_) == (DEFAULT_POLICY,)
    waits = [wait_after(given_, TransientError(), attempt) for attempt in (1, 2, 3, 4)]
    assert waits == [1, 2, 4, None]


def test_a_policy_alone_is_a_sequence_of_one():
    assert policies_of(STEADY) == (STEADY,)


@pytest.mark.parametrize(
    ("asked", "wait"), [("0", 0.5), ("0.25", 0.5), ("30", 30), ("3600", 128), ("soon", 0.5)]
)
def test_a_service_that_asks_for_a_wait_gets_it_up_to_the_longest(asked, wait):
    assert wait_before(STEADY, 2, of_httpx(429, **{"Retry-After": asked})) == wait


@given(
    st.floats(0, 1e9),
    st.floats(0, 1e9),
    st.integers(2, 10_000),
    st.one_of(st.none(), st.floats(0, 1e9)),
)
def test_no_wait_is_longer_than_the_longest(interval, factor, attempt, asked):
    policy = RetryPolicy(initial_interval=interval, backoff_factor=factor, max_interval=60)
    error = CustomError()
    vars(error)["retry_after"] = asked
    assert 0 <= wait_before(policy, attempt, error) <= 61
