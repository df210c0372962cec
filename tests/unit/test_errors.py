import inspect
import re

import pytest

from stepgraph import errors
from stepgraph.errors import GraphBubbleUp, GraphDefinitionError, StepgraphError

CLASSES = {
    name: one
    for name, one in vars(errors).items()
    if inspect.isclass(one) and issubclass(one, Exception) and one.__module__ == errors.__name__
}
OURS = {name: one for name, one in CLASSES.items() if issubclass(one, StepgraphError)}


def tree(root, depth=0):
    """A class and those below it, with how deep each stands."""
    yield root.__name__, depth
    for child in root.__subclasses__():
        if child.__module__ == errors.__name__:
            yield from tree(child, depth + 1)


def drawn():
    """What the page says at its top."""
    for indent, name in re.findall(r"^( *)[*x+o-] (\w+)", errors.__doc__ or "", re.MULTILINE):
        yield name, len(indent) // 2


def test_the_page_draws_the_tree_as_it_is():
    roots = [one for one in CLASSES.values() if one.__bases__ == (Exception,)]
    actual = [line for root in roots for line in tree(root)]
    assert sorted(drawn()) == sorted(actual)


def test_every_error_is_exported():
    assert set(CLASSES) <= set(errors.__all__)


def test_codes_are_stable_unique_and_shout():
    codes = [one.code for one in OURS.values()]
    assert len(codes) == len(set(codes))
    assert all(re.fullmatch(r"[A-Z][A-Z0-9_]+", code) for code in codes)
    assert all("code" in vars(one) for one in OURS.values()), "none is inherited"


@pytest.mark.parametrize("one", CLASSES.values(), ids=CLASSES.keys())
def test_every_error_says_in_a_sentence_what_it_is(one):
    assert re.match(r".+[.]$", (one.__doc__ or "").strip().splitlines()[0])


@pytest.mark.parametrize("one", [StepgraphError, errors.StaleThreadError, errors.NodeFailedError])
def test_a_message_is_the_problem_and_the_next_step(one):
    error = one("It broke.", "Mend it.")
    assert str(error) == "It broke. Mend it."
    assert (error.problem, error.next_step) == ("It broke.", "Mend it.")
    assert str(one("It broke.")) == "It broke."


def test_all_mistakes_of_a_graph_are_in_one_error():
    error = GraphDefinitionError(("one", "two"))
    assert str(error) == "one\ntwo"
    assert [str(problem) for problem in error.problems] == ["one", "two"]


@pytest.mark.parametrize(
    ("one", "builtin"),
    [
        (errors.InvalidInputError, ValueError),
        (errors.GraphDefinitionError, ValueError),
        (errors.UnknownTypeError, TypeError),
        (errors.GraphRecursionError, RecursionError),
    ],
)
def test_an_error_that_python_has_a_word_for_is_that_too(one, builtin):
    assert issubclass(one, builtin)


def test_control_flow_is_no_error_of_ours():
    assert not issubclass(GraphBubbleUp, StepgraphError)
