"""What a run looks like in a terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TextIO

from stepgraph.types import Interrupt

# What fits beside a node's name in a terminal of 100 columns.
_WIDTH = 78


class Show(Protocol):
    """What a run tells whoever watches."""

    def note(self, text: str) -> None:
        """A line about what goes on."""

    def update(self, update: Mapping[str, Any], seconds: float) -> None:
        """A task has ended."""

    def questions(self, questions: Sequence[Interrupt]) -> None:
        """The run waits for an answer."""

    def ask(self) -> Any:
        """The answer of a person, or None where there is none."""

    def answer(self, answer: Any) -> None:
        """The answer that the run goes on with."""

    def state(self, state: Mapping[str, Any]) -> None:
        """The state at the end."""


class Silence:
    """Shows nothing."""

    def note(self, text: str) -> None: ...
    def update(self, update: Mapping[str, Any], seconds: float) -> None: ...
    def questions(self, questions: Sequence[Interrupt]) -> None: ...
    def ask(self) -> Any: ...
    def answer(self, answer: Any) -> None: ...
    def state(self, state: Mapping[str, Any]) -> None: ...


class Lines:
    """A line a task, on a stream that may or may not be a terminal."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def note(self, text: str) -> None:
        self._print(text)

    def update(self, update: Mapping[str, Any], seconds: float) -> None:
        for node, wrote in update.items():
            self._print(f"{seconds:6.2f} s  {node:<10} {_short(wrote)}")

    def questions(self, questions: Sequence[Interrupt]) -> None:
        for question in questions:
            self._print(f"  waiting  {_short(question.value)}")

    def ask(self) -> Any:
        if not sys.stdin.isatty():
            return None
        text = input("  answer (JSON, as in true): ")
        try:
            return json.loads(text)
        except json.JSONDecodeError:
            # A word that is not JSON is meant as itself.
            return text

    def answer(self, answer: Any) -> None:
        self._print(f" answered  {_short(answer)}")

    def state(self, state: Mapping[str, Any]) -> None:
        self._print("")
        for key, value in state.items():
            self._print(f"  {key:<10} {_short(value)}")

    def _print(self, line: str) -> None:
        print(line, file=self._out, flush=True)


def _short(value: Any) -> str:
    text = json.dumps(value, default=str, ensure_ascii=False)
    return text if len(text) <= _WIDTH else f"{text[: _WIDTH - 1]}…"
