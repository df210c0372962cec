import pytest

from stepgraph.checkpoint.memory import InMemorySaver
from stepgraph.errors import EmptyInputError, NothingToResumeError
from stepgraph.ops.claim import claim
from stepgraph.types import Command
from tests.unit.graphs import begin, chain, items_of, log_of, run_to_end, spec_of

SPEC = spec_of(chain("a", "b"))


@pytest.fixture
def table():
    return InMemorySaver()


@pytest.fixture
def log(table):
    return log_of(table)


def claimed(log, input):
    return claim(SPEC, log, log.load(SPEC), input, "next", {})


def test_an_input_begins(log):
    assert claimed(log, {"value": 1}).last.entry.kind == "input"


def test_an_input_begins_again_where_tasks_are_pending(log):
    begin(SPEC, log)
    head = claimed(log, {"value": 1})
    assert (head.position, head.run, head.checkpoint.values["value"]) == (2, "next", 1)
    assert [ref.node for ref in head.checkpoint.next] == ["a"]


def test_no_input_goes_on_with_what_is_pending(log):
    begin(SPEC, log)
    head = claimed(log, None)
    assert (head.position, head.run, head.last.entry.run) == (2, "next", "run")
    assert run_to_end(SPEC, log, head).checkpoint.values["log"] == ["a", "b"]


@pytest.mark.parametrize(
    ("input", "error", "why"),
    [
        (None, EmptyInputError, r"'tiny' has no pending task.*Give an input"),
        (Command(resume="yes"), NothingToResumeError, r"No question is open.*Send an input"),
    ],
)
def test_nothing_pending_is_nothing_to_go_on_with(table, log, input, error, why):
    with pytest.raises(error, match=why):
        claimed(log, input)
    run_to_end(SPEC, log, begin(SPEC, log))
    before = items_of(table)
    with pytest.raises(error):
        claimed(log, input)
    assert items_of(table) == before


def test_an_answer_needs_a_question(log):
    begin(SPEC, log)
    with pytest.raises(NothingToResumeError):
        claimed(log, Command(resume="yes"))


def test_an_answer_reaches_its_task(log):
    log.ask(begin(SPEC, log), "N:a", "?")
    assert claimed(log, Command(resume="yes")).pending.answers_to("N:a") == ["yes"]
