import pytest

from stepgraph.checkpoint.answers import answers_for, open_questions
from stepgraph.checkpoint.memory import InMemorySaver
from stepgraph.errors import AmbiguousResumeError, NothingToResumeError, UnknownInterruptError
from tests.unit.graphs import begin, log_of, side_by_side, spec_of

SPEC = spec_of(side_by_side("a", "b", "c"))


def asking(*nodes):
    """A thread on which these nodes wait."""
    head = begin(SPEC, log := log_of(InMemorySaver()))
    for node in nodes:
        log.ask(head, f"N:{node}", f"{node}?")
    return log.load(SPEC)


def given(head, resume):
    return [(answer.path, answer.index, answer.value) for answer in answers_for(head, resume)]


def test_without_a_question_there_is_nothing_to_resume():
    with pytest.raises(NothingToResumeError, match="Send an input"):
        answers_for(asking(), "yes")


@pytest.mark.parametrize("value", ["yes", None, False, {}, {"not": "an id"}, {"a" * 31: 1}, [1]])
def test_one_question_takes_any_one_value(value):
    assert given(asking("b"), value) == [("N:b", 0, value)]


def test_several_questions_need_a_map_of_their_ids():
    head = asking("a", "c")
    ids = list(open_questions(head))
    with pytest.raises(AmbiguousResumeError, match=f"2 interrupts .*{ids[0]}, {ids[1]}"):
        answers_for(head, "yes")
    assert given(head, {ids[1]: "no", ids[0]: "yes"}) == [("N:c", 0, "no"), ("N:a", 0, "yes")]


def test_a_map_may_answer_some_of_them():
    head = asking("a", "c")
    assert given(head, {list(open_questions(head))[1]: "no"}) == [("N:c", 0, "no")]


def test_an_id_that_is_not_open_is_refused_with_those_that_are():
    head = asking("a")
    (open_id,) = open_questions(head)
    with pytest.raises(UnknownInterruptError, match=f"'{'0' * 32}' is not open.*{open_id}"):
        answers_for(head, {open_id: 1, "0" * 32: 2})


def test_questions_come_in_the_order_of_their_tasks():
    head = asking("c", "a", "b")
    assert [question.value for question in open_questions(head).values()] == ["a?", "b?", "c?"]
