import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepgraph.asl.retry import retries_of
from stepgraph.errors import StorageError
from stepgraph.lambdas.signals import LambdaFault, NodeFailed, NodeInterrupted, NodeRetry
from stepgraph.types import RetryPolicy

policies = st.builds(
    RetryPolicy,
    st.floats(0, 1e9),
    st.floats(1, 100),
    st.floats(0, 1e9),
    st.integers(1, 100),
    st.booleans(),
)


def caught(policy=None):
    return {error for retry in retries_of(policy) for error in retry["ErrorEquals"]}


def test_without_a_policy_a_node_is_retried_three_times_after_1_2_and_4_seconds():
    own = retries_of(None)[0]
    assert own["ErrorEquals"] == ["NodeRetry"]
    assert (own["IntervalSeconds"], own["BackoffRate"], own["MaxAttempts"]) == (1, 2.0, 3)
    assert "JitterStrategy" not in own


@given(policies)
def test_what_step_functions_takes_comes_of_any_policy(policy):
    for retry in retries_of(policy):
        assert isinstance(retry["IntervalSeconds"], int)
        assert retry["IntervalSeconds"] >= 1
        assert retry["MaxAttempts"] >= 1
        assert retry["BackoffRate"] >= 1
        if "MaxDelaySeconds" in retry:
            assert isinstance(retry["MaxDelaySeconds"], int)
            assert 0 < retry["MaxDelaySeconds"] <= 31_622_400


@given(policies)
def test_intervals_round_up_and_attempts_count_the_first(policy):
    own = retries_of(policy)[0]
    if policy.max_attempts == 1:
        assert own["ErrorEquals"] != ["NodeRetry"]
        return
    assert own["IntervalSeconds"] == max(1, math.ceil(policy.initial_interval))
    assert own["MaxAttempts"] == policy.max_attempts - 1
    assert ("JitterStrategy" in own) == policy.jitter


@pytest.mark.parametrize("policy", [None, RetryPolicy(max_attempts=1)])
def test_what_may_happen_to_any_lambda_is_always_retried(policy):
    expected = {"Lambda.ServiceException", "Lambda.TooManyRequestsException", "Runtime.ExitError"}
    assert expected | {StorageError.__name__} <= caught(policy)


def test_only_what_asks_for_it_is_retried():
    assert NodeRetry.__name__ in caught()
    assert not caught() & {kind.__name__ for kind in (NodeFailed, NodeInterrupted, LambdaFault)}
