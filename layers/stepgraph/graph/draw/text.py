"""Names as text that takes up a known space."""

from __future__ import annotations

import unicodedata

_WIDE = "FW"
_NO_WIDTH = ("Mn", "Me")
_BREAK_AFTER = " _-."


def visible(text: str) -> str:
    """`text` on one line: what cannot be printed is shown by its number."""
    return "".join(char if char.isprintable() else _escaped(char) for char in text) or '""'


def _escaped(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")


def columns(text: str) -> int:
    """How many columns of a terminal `text` takes."""
    return sum(_columns(char) for char in text)


def _columns(char: str) -> int:
    if unicodedata.category(char) in _NO_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(char) in _WIDE else 1


def wrapped(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` columns, broken where words end if they do."""
    lines = [""]
    for word in _words(text):
        if lines[-1] and columns(lines[-1]) + columns(word.rstrip()) > width:
            lines.append("")
        for char in word:
            if lines[-1] and columns(lines[-1]) + columns(char) > width and char != " ":
                lines.append("")
            lines[-1] += char
    return [line.strip() or line for line in lines]


def _words(text: str) -> list[str]:
    words = [""]
    for char in text:
        words[-1] += char
        if char in _BREAK_AFTER:
            words.append("")
    return words
