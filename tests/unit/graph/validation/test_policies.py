import pytest

from stepgraph.types import RetryPolicy
from tests.unit.graph.validation.checking import warnings
from tests.unit.graphs import chain


@pytest.mark.parametrize(
    "policy",
    [
        RetryPolicy(max_attempts=0),
        RetryPolicy(retry_on=()),
        [RetryPolicy(), RetryPolicy(retry_on=[])],
    ],
)
def test_a_policy_that_never_retries_is_a_warning(policy):
    assert warnings(chain("a", retry=policy)) == [("RETRY_NEVER", "a")]


@pytest.mark.parametrize(
    "policy",
    [
        None,
        RetryPolicy(),
        RetryPolicy(max_attempts=1),
        RetryPolicy(retry_on=ValueError),
        RetryPolicy(retry_on=(ValueError,)),
        RetryPolicy(retry_on=lambda _: True),
    ],
)
def test_any_other_policy_is_fine(policy):
    assert warnings(chain("a", retry=policy)) == []
