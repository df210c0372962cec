import pytest

from stepgraph.checkpoint.memory import InMemorySaver
from stepgraph.engine import plan
from stepgraph.errors import GraphRecursionError
from stepgraph.ops.attempt import attempt_task, recursion_limit, require_within_limit, task_config
from stepgraph.ops.scope import Scope
from tests.unit.graphs import chain, log_of, spec_of, superstep

CONFIG = {
    "configurable": {"user": "me", "thread_id": "not mine to say"},
    "metadata": {"why": "test"},
    "recursion_limit": 7,
}


def begun(config, spec=None):
    spec = spec or spec_of(chain("a"))
    log = log_of(InMemorySaver())
    return log, log.begin(spec, log.load(spec), {"value": 0}, "run", config)


def test_a_node_gets_the_config_of_its_run_with_its_thread():
    assert task_config(begun(CONFIG)[1], "t") == {
        "configurable": {"user": "me", "thread_id": "t"},
        "metadata": {"why": "test"},
        "recursion_limit": 7,
        "run_id": "run",
    }


def test_without_a_thread_the_config_names_none():
    assert "thread_id" not in task_config(begun({})[1], None)["configurable"]


def test_the_limit_is_25_where_the_config_says_nothing():
    assert recursion_limit(begun({})[1]) == 25


def test_a_task_knows_where_it_stands():
    spec = spec_of(chain("a", a=lambda _, runtime: {"value": runtime}))
    _, head = begun(CONFIG, spec)
    (task,) = plan(spec, head.checkpoint)
    ((_, runtime),) = attempt_task(spec, head, task, Scope(thread="t"), attempt=3).writes
    info = runtime.execution_info
    assert (info.thread_id, info.run_id, info.node_attempt) == ("t", "run", 3)
    assert info.task_id == head.task_id("N:a")
    assert runtime.config == task_config(head, "t")


def test_what_a_node_does_to_its_config_no_other_task_sees():
    _, head = begun(CONFIG)
    task_config(head, "t")["configurable"]["user"] = "you"
    task_config(head, "t")["metadata"].clear()
    assert task_config(head, "t")["configurable"]["user"] == "me"
    assert task_config(head, "t")["metadata"] == {"why": "test"}


@pytest.mark.parametrize("limit", [1, 2, 4])
def test_a_run_takes_as_many_supersteps_as_its_limit_says(limit):
    spec = spec_of(chain(*"abcdef"))
    log, head = begun({"recursion_limit": limit}, spec)
    for _ in range(limit):
        require_within_limit(spec, head)
        head = superstep(spec, log, head)
    with pytest.raises(GraphRecursionError, match=rf"'tiny' took {limit} .*raise recursion_limit"):
        require_within_limit(spec, head)


def test_a_resume_has_its_supersteps_before_it_again():
    spec = spec_of(chain(*"abc"))
    log, head = begun({"recursion_limit": 1}, spec)
    head = superstep(spec, log, head)
    with pytest.raises(GraphRecursionError):
        require_within_limit(spec, head)
    require_within_limit(spec, log.resume(spec, log.load(spec), [], "two", {"recursion_limit": 1}))
