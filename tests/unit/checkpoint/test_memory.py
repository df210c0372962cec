import warnings
from concurrent.futures import ThreadPoolExecutor

import pytest

from stepgraph.checkpoint.memory import InMemorySaver
from stepgraph.checkpoint.table import ConflictError, Put
from stepgraph.errors import ConfigurationError, NotDurableError


@pytest.fixture(autouse=True)
def laptop(monkeypatch):
    monkeypatch.delenv("STEPGRAPH_STAGE", raising=False)
    monkeypatch.delenv("AWS_LAMBDA_FUNCTION_NAME", raising=False)


def test_of_many_threads_that_put_one_item_exactly_one_wins():
    table = InMemorySaver()

    def put(run):
        try:
            table.write(Put({"pk": "p", "sk": "s", "run": run}))
        except ConflictError:
            return None
        return run

    with ThreadPoolExecutor(16) as pool:
        winners = [run for run in pool.map(put, map(str, range(200))) if run]
    assert len(winners) == 1
    assert table.query("p", "a", "z") == [{"pk": "p", "sk": "s", "run": winners[0]}]


EMBEDDED = {"STEPGRAPH_STAGE": "local", "AWS_LAMBDA_FUNCTION_NAME": "stepgraph-local-spine"}


@pytest.mark.parametrize("environment", [{}, EMBEDDED])
def test_it_is_silent_on_a_laptop(environment, monkeypatch):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        InMemorySaver()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("STEPGRAPH_STAGE", "dev"),
        ("STEPGRAPH_STAGE", "preprod"),
        ("AWS_LAMBDA_FUNCTION_NAME", "stepgraph-dev-spine"),
    ],
)
def test_it_warns_in_a_deployed_stage_where_it_is_made(name, value, monkeypatch):
    monkeypatch.setenv(name, value)
    with pytest.warns(RuntimeWarning, match=f"{value}.*without a checkpointer") as warned:
        InMemorySaver()
    assert warned[0].filename == __file__


@pytest.mark.parametrize("stage", ["prod", "production", "prod-eu", "PROD"])
def test_it_is_refused_in_production(stage, monkeypatch):
    monkeypatch.setenv("STEPGRAPH_STAGE", stage)
    with pytest.raises(NotDurableError, match=stage) as refused:
        InMemorySaver()
    assert refused.value.code == "CHECKPOINTER_NOT_DURABLE"
    assert "without a checkpointer" in refused.value.next_step
    assert isinstance(refused.value, ConfigurationError)
