from hypothesis import given
from hypothesis import strategies as st

from stepgraph.checkpoint import items, keys
from stepgraph.checkpoint.memory import InMemorySaver
from stepgraph.checkpoint.reading import Pending, is_within
from stepgraph.checkpoint.records import CallResult, Question, TaskWrites
from stepgraph.engine import TaskResult
from tests.unit.graphs import begin, chain, log_of, spec_of

SPEC = spec_of(chain("a"))


def call(path="N:a/000000", value="first", name="step"):
    return CallResult(1, path, "run", name, value)


def test_a_call_has_a_key_below_its_superstep():
    assert keys.call_key("", 1, "N:a/000000") == "#C#0000000001#T#N:a/000000"


@given(st.recursive(st.none() | st.integers() | st.text(), st.lists))
def test_a_call_comes_back_from_its_item_with_its_size(value):
    item = items.call_item("pk", "", call(value=value))
    found = items.record_of(item)
    assert isinstance(found, CallResult)
    assert (found.value, found.name, found.path, found.seq) == (value, "step", "N:a/000000", 1)
    assert isinstance(item["body"], bytes)
    assert found.size == len(item["body"]) > 0


def test_the_first_result_stays_and_is_the_one_that_is_answered():
    table = InMemorySaver()
    log, rival = log_of(table), log_of(table)
    head, other = begin(SPEC, log), None
    other = rival.load(SPEC)
    assert log.keep(head, call()).value == "first"
    assert rival.keep(other, call(value="second")).value == "first"
    assert other.pending.calls["N:a/000000"].value == "first"
    loaded = log.load(SPEC)
    assert [one.value for one in loaded.pending.calls.values()] == ["first"]
    assert loaded.pending.called_bytes == head.pending.called_bytes > 0


def test_what_calls_take_counts_as_written():
    log = log_of(InMemorySaver())
    head = begin(SPEC, log)
    log.keep(head, call(value="x" * 1000))
    stage = log.commit(SPEC, head, [TaskResult("N:a", "a")]).last
    assert stage is not None
    assert stage.entry.since > 1000


def test_only_what_is_below_a_path_is_within_it():
    assert is_within("N:a", "N:a")
    assert is_within("N:a/000000/000001", "N:a/000000")
    assert not is_within("N:ab/000000", "N:a")


def test_the_questions_of_a_task_are_its_own_and_those_of_its_calls():
    pending = Pending()
    for path in ("N:b", "N:a/000001", "N:a", "N:a/000000/000000"):
        pending.add(Question(1, path, 0, f"{path}?"))
    paths = ["N:a", "N:a/000000/000000", "N:a/000001"]
    assert [one.path for one in pending.open_questions("N:a")] == paths
    pending.add(call("N:a/000000"))
    assert [one.path for one in pending.open_questions("N:a")] == ["N:a", "N:a/000001"]
    pending.add(TaskWrites(1, "run", TaskResult("N:a", "a")))
    assert list(pending.open_questions("N:a")) == []


def test_asking_the_same_again_leaves_one_question():
    pending = Pending()
    pending.add(Question(1, "N:a", 0, "one"))
    pending.add(Question(1, "N:a", 0, "one"))
    assert len(pending.questions["N:a"]) == 1
