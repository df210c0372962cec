import pytest

from stepgraph.errors import TransientError
from stepgraph.func import entrypoint, task
from stepgraph.func.retried import is_fresh_and_transient, mark_retried
from stepgraph.types import RetryPolicy

TWICE = RetryPolicy(initial_interval=0, jitter=False, max_attempts=2, retry_on=TransientError)


@pytest.fixture
def waits(monkeypatch):
    """What is waited for, without waiting."""
    seen: list[float] = []
    monkeypatch.setattr("time.sleep", seen.append)
    return seen


def fails_in(tries, **options):
    """A flow whose one task fails in passing each time."""

    @task(**options)
    def fails():
        tries.append("task")
        raise TransientError("in passing")

    @entrypoint()
    def flow(_):
        tries.append("body")
        return fails().result()

    return flow


def test_an_entrypoint_without_a_policy_is_tried_again_as_every_node_is(waits):
    tries: list[str] = []
    with pytest.raises(TransientError):
        fails_in(tries).invoke(1)
    assert (tries.count("body"), tries.count("task"), waits) == (4, 4, [1.0, 2.0, 4.0])


def test_a_task_that_had_its_retries_does_not_get_them_again_from_the_entrypoint(waits):
    tries: list[str] = []
    with pytest.raises(TransientError):
        fails_in(tries, retry_policy=TWICE).invoke(1)
    assert tries == ["body", "task", "task"]


def test_only_an_error_that_is_new_and_may_pass_is_worth_another_try():
    error = TransientError("in passing")
    assert is_fresh_and_transient(error)
    mark_retried(error)
    assert not is_fresh_and_transient(error)
    assert not is_fresh_and_transient(ValueError("lasting"))
