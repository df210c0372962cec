from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepgraph.store.base import get_text_at_path, tokenize_path

DOCUMENT = {
    "title": "Ants",
    "year": 1999,
    "good": True,
    "none": None,
    "author": {"name": "Ann", "born": {"in": "Rome"}},
    "parts": [{"text": "one"}, {"text": "two", "notes": ["x", "y"]}],
}


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        ("", []),
        ("a", ["a"]),
        ("a.b.c", ["a", "b", "c"]),
        ("a[0].b", ["a", "[0]", "b"]),
        ("a[*][-1]", ["a", "[*]", "[-1]"]),
        ("{a,b.c}.d", ["{a,b.c}", "d"]),
        ("a..b.", ["a", "b"]),
    ],
)
def test_a_path_is_read_as_steps(path, steps):
    assert tokenize_path(path) == steps


@pytest.mark.parametrize(
    ("path", "texts"),
    [
        ("title", ["Ants"]),
        ("year", ["1999"]),
        ("good", ["True"]),
        ("none", []),
        ("missing", []),
        ("title.letters", []),
        ("author.name", ["Ann"]),
        ("author.born", ['{"in": "Rome"}']),
        ("parts[0].text", ["one"]),
        ("parts[-1].text", ["two"]),
        ("parts[*].text", ["one", "two"]),
        ("parts.*.text", ["one", "two"]),
        ("parts[*].notes[*]", ["x", "y"]),
        ("parts[1].notes", ['["x", "y"]']),
        ("parts[2].text", []),
        ("parts[-3].text", []),
        ("parts[x].text", []),
        ("parts.text", []),
        ("author.*", ["Ann", '{"in": "Rome"}']),
        ("author[0]", []),
        ("{title, author.name,missing,}", ["Ants", "Ann"]),
        ("author.{name,born}.in", ["Rome"]),
        ("parts[", []),
        ("{title", []),
    ],
)
def test_a_path_leads_to_texts(path, texts):
    assert get_text_at_path(DOCUMENT, path) == texts
    if path:
        assert get_text_at_path(DOCUMENT, tokenize_path(path)) == texts


@pytest.mark.parametrize("path", ["$", "", [], ["$"]])
def test_without_a_path_the_whole_is_one_text(path):
    assert get_text_at_path({"b": "é", "a": [1]}, path) == ['{"a": [1], "b": "é"}']
    assert get_text_at_path(MappingProxyType({"a": 1}), path) == ['{"a": 1}']


@given(st.text("ab.[]*0-1{},$ "))
def test_no_path_however_odd_fails(path):
    assert all(isinstance(text, str) for text in get_text_at_path(DOCUMENT, path))


def test_what_is_no_text_gives_none():
    assert get_text_at_path({"a": object()}, "a") == []
