"""A grid of characters."""

from __future__ import annotations

from stepgraph.graph.draw.text import columns


class Canvas:
    """Rows of cells; a character that is two columns wide leaves the next cell empty."""

    def __init__(self, width: int, height: int) -> None:
        self._rows = [[" "] * width for _ in range(height)]

    def put(self, row: int, column: int, text: str) -> None:
        """Write `text` from there on."""
        cells = self._rows[row]
        for char in text:
            space = columns(char)
            if not space:
                # It belongs to the character before it.
                cells[column - 1] += char
                continue
            cells[column] = char
            cells[column + 1 : column + space] = [""] * (space - 1)
            column += space

    def across(self, row: int, first: int, last: int, char: str) -> None:
        """A line from left to right."""
        for column in range(first, last + 1):
            self._rows[row][column] = char

    def down(self, column: int, first: int, last: int, char: str) -> None:
        """A line from top to bottom."""
        for row in range(first, last + 1):
            self._rows[row][column] = char

    def text(self) -> str:
        """All of it, without the space that nobody sees."""
        return "\n".join("".join(cells).rstrip() for cells in self._rows)
