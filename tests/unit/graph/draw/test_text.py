import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepgraph.graph.draw.text import columns, visible, wrapped


@pytest.mark.parametrize(
    ("text", "shown"),
    [("plain", "plain"), ("a\nb", r"a\nb"), ("\u202ertl", r"\u202ertl"), ("", '""'), ("é", "é")],
)
def test_what_cannot_be_printed_is_shown_by_its_number(text, shown):
    assert visible(text) == shown


@given(st.text())
def test_whatever_is_shown_is_on_one_line(text):
    assert visible(text).isprintable()


@pytest.mark.parametrize(("text", "width"), [("ab", 2), ("日本", 4), ("e\u0301", 1), ("🙂", 2)])
def test_wide_characters_take_two_columns_and_accents_none(text, width):
    assert columns(text) == width


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("short", ["short"]),
        ("ask_the_model", ["ask_the_", "model"]),
        ("ask the model", ["ask the", "model"]),
        ("indivisible", ["indivisi", "ble"]),
    ],
)
def test_a_long_name_breaks_where_its_words_end(text, lines):
    assert wrapped(text, 8) == lines


@given(st.text(alphabet="ab _-日", min_size=1), st.integers(2, 9))
def test_lines_are_no_wider_than_asked_and_lose_only_spaces(text, width):
    lines = wrapped(text, width)
    assert all(columns(line.strip()) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
