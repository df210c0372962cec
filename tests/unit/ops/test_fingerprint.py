import json
import random

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepgraph.ops.fingerprint import (
    Gathered,
    Sighting,
    fingerprint,
    gather,
    normalised,
    sightings_of,
)


def caught(function, *args):
    try:
        function(*args)
    except Exception as error:
        return error


def fetch(number):
    raise LookupError(f"no document {number} at 0x7f{number:04x}")


def store(number):
    raise LookupError(f"no document {number} at 0x7f{number:04x}")


def parse(text):
    return json.loads(text)


def refused(status):
    request = httpx.Request("GET", "https://example.test")
    response = httpx.Response(status, request=request)
    raise httpx.HTTPStatusError(f"status {status}", request=request, response=response)


@pytest.mark.parametrize(
    ("message", "plain"),
    [
        ("shard 7 of 12", "shard # of #"),
        ("at 0x7f3a9c", "at #"),
        ("request req_011CSHoEeqs failed", "request # failed"),
        ("run 0b4f1c9e-5a37-4c21-9d3b-2f1e6a7b8c9d", "run #"),
        ("10.0.0.1:443 refused", "# refused"),
        ("at 2026-01-01T00:00:00+00:00", "at #"),
        ("took 1.5 s", "took # s"),
        ("took 1 s", "took # s"),
        ("no topic 'black holes'", "no topic 'black holes'"),
        ("", ""),
    ],
)
def test_particulars_are_taken_out_of_a_message(message, plain):
    assert normalised(message) == plain


@given(st.text())
def test_taking_particulars_out_twice_changes_nothing(message):
    assert normalised(normalised(message)) == normalised(message)


@given(st.integers(min_value=0), st.integers(min_value=0))
def test_two_numbers_are_one_trouble(one, other):
    assert normalised(f"row {one} is locked") == normalised(f"row {other} is locked")


def test_a_long_word_takes_no_time():
    assert normalised("a" * 1_000_000) == "a" * 1_000_000


def test_one_trouble_at_one_place_has_one_fingerprint():
    assert fingerprint(caught(fetch, 1)) == fingerprint(caught(fetch, 22))


def test_type_place_wording_and_meaning_tell_troubles_apart():
    errors = [
        caught(fetch, 1),
        caught(store, 1),
        LookupError("no document 1 at 0x7f0001"),
        KeyError("no document 1 at 0x7f0001"),
        LookupError("no such page"),
        caught(refused, 404),
        caught(refused, 503),
    ]
    assert len({fingerprint(error) for error in errors}) == len(errors)


def test_what_a_library_raises_is_placed_at_the_users_call():
    def parse_too(text):
        return json.loads(text)

    assert fingerprint(caught(parse, "{")) != fingerprint(caught(parse_too, "{"))
    assert fingerprint(caught(parse, "{")) == fingerprint(caught(parse, "{"))


def test_an_error_without_a_text_or_a_traceback_has_a_fingerprint_too():
    class MuteError(Exception):
        def __str__(self):
            raise RuntimeError

    assert fingerprint(MuteError()) == fingerprint(MuteError())


def test_siblings_that_meet_the_same_are_gathered_once_and_named():
    sightings = [
        *sightings_of("c", caught(fetch, 3)),
        *sightings_of("a", caught(fetch, 1)),
        *sightings_of("b", caught(store, 2)),
    ]
    first, second = gather(sightings)
    assert first == Gathered(
        fingerprint(caught(fetch, 9)), "LookupError", "no document 1 at 0x7f0001", ("a", "c")
    )
    assert second.tasks == ("b",)


def test_each_error_of_a_group_is_gathered_by_itself():
    group = ExceptionGroup("both", [caught(fetch, 1), caught(store, 2), caught(fetch, 3)])
    found = gather([*sightings_of("a", group), *sightings_of("b", caught(fetch, 4))])
    assert {gathered.fingerprint: gathered.tasks for gathered in found} == {
        fingerprint(caught(fetch, 5)): ("a", "b"),
        fingerprint(caught(store, 5)): ("a",),
    }


def test_nothing_gathers_to_nothing():
    assert gather([]) == []


sightings = st.lists(
    st.builds(
        Sighting,
        task=st.text("abc", min_size=1, max_size=2),
        fingerprint=st.sampled_from("xyz"),
        error=st.just("KeyError"),
        message=st.text("01", max_size=2),
    )
)


@given(sightings, st.randoms())
def test_the_order_in_which_siblings_fail_does_not_matter(found, chance: random.Random):
    shuffled = found[:]
    chance.shuffle(shuffled)
    assert gather(shuffled) == gather(found)


@given(sightings)
def test_no_task_and_no_kind_of_error_is_lost_or_told_twice(found):
    gathered = gather(found)
    told = [(one.fingerprint, task) for one in gathered for task in one.tasks]
    assert len(told) == len(set(told))
    assert set(told) == {(one.fingerprint, one.task) for one in found}
    assert len({one.fingerprint for one in gathered}) == len(gathered)
