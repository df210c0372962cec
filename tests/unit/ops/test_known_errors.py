import errno

import pytest

from stepgraph.errors import ErrorClass
from stepgraph.ops import known_errors
from stepgraph.ops.classify import classify


def error_of(name):
    """An error of the type that the table names, without its package."""
    package, _, own = name.rpartition(".")
    return type(own, (Exception,), {"__module__": f"{package or 'builtins'}.deep"})("boom")


class AnsweredError(Exception):
    """Of a client that keeps what the service answered."""

    def __init__(self, **answer):
        super().__init__("boom")
        vars(self).update(answer)


ROWS = [
    *((error_of(name), known) for name, known in known_errors.TYPES.items()),
    *((OSError(number, "boom"), known) for number, known in known_errors.ERRNOS.items()),
    *((AnsweredError(status_code=one), known) for one, known in known_errors.STATUSES.items()),
    *(
        (AnsweredError(response={"Error": {"Code": code}}), known)
        for code, known in known_errors.AWS_CODES.items()
    ),
]


@pytest.mark.parametrize(("error", "known"), ROWS, ids=lambda value: getattr(value, "code", None))
def test_every_row_decides_about_the_error_that_it_names(error, known):
    found = classify(error)
    assert (found.category, found.code, found.suggestion, found.confidence) == (
        known.category,
        known.code,
        known.suggestion,
        known.confidence,
    )


EVERY = {id(known): known for _, known in ROWS} | {
    id(known): known for known in known_errors.WORDINGS.values()
}


@pytest.mark.parametrize("known", EVERY.values(), ids=lambda known: known.code)
def test_what_is_known_is_a_code_a_sentence_and_a_measure(known):
    assert known.code.replace("_", "").isupper()
    assert known.suggestion[0].isupper()
    assert known.suggestion.endswith(".")
    assert 0.5 <= known.confidence <= 1
    assert known.category is not ErrorClass.UNKNOWN


def test_a_code_means_one_thing():
    codes = [known.code for known in EVERY.values()]
    assert len(codes) == len(set(codes))


def test_a_type_of_pythons_own_is_found_under_its_name_alone():
    assert "TimeoutError" in known_errors.TYPES
    assert not any(name.startswith("builtins.") for name in known_errors.TYPES)


def test_a_full_disk_is_not_a_busy_one():
    assert known_errors.ERRNOS[errno.ENOSPC].category is ErrorClass.FATAL
