"""The calls of task functions inside one attempt at a task.

Each has a number, in the order in which they are made. What one has returned is in the log, under
the task's path and that number: where the task runs again, from its top, it is returned again.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import TYPE_CHECKING, Any, Self

from stepgraph.checkpoint.head import Head
from stepgraph.checkpoint.reading import INSIDE, is_within
from stepgraph.checkpoint.records import CallResult, Question
from stepgraph.engine.checkpoint import INDEX_WIDTH
from stepgraph.engine.view import isolated
from stepgraph.errors import CallMismatchError, NodeTimeoutError
from stepgraph.ops.scope import Scope
from stepgraph.types import Answers

if TYPE_CHECKING:
    import asyncio
    from concurrent.futures import Future

    Promise = Future[Any] | asyncio.Future[Any]


class Calls:
    """The calls made so far by the task, or by the call, at `path`."""

    __slots__ = (
        "_numbers",
        "defaults",
        "gate",
        "head",
        "ignores_loop",
        "path",
        "promises",
        "scope",
    )

    def __init__(self, head: Head, path: str, scope: Scope, *, ignores_loop: bool = False) -> None:
        self.head, self.path, self.scope = head, path, scope
        self.ignores_loop = ignores_loop
        """Whether who calls is no coroutine, though an event loop may run in its thread."""

        self.promises: list[Promise] = []
        self.gate: Any = None
        """What lets in only so many of them at once."""

        self.defaults: Any = None
        """What holds for task functions that do not say otherwise."""

        self._numbers = count()

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        # It is a part of the run, and not of what nodes keep and copy.
        return self

    def inside(self, path: str) -> Calls:
        """The calls that the call at `path` makes itself."""
        inside = Calls(self.head, path, self.scope)
        inside.defaults = self.defaults
        return inside

    @property
    def blocks(self) -> bool:
        """Whether writing down what one returned waits for something outside the process."""
        return self.scope.log is not None and self.scope.log.blocks

    def next(self, name: str) -> tuple[str, CallResult | None]:
        """The path of the next call, and what it has returned, if it was made before."""
        path = f"{self.path}{INSIDE}{next(self._numbers):0{INDEX_WIDTH}d}"
        return path, self._matching(name, self.head.pending.calls.get(path))

    def keep(self, path: str, name: str, value: Any) -> Any:
        """What the call at `path` returned: this, or what another attempt at it was faster with."""
        call = CallResult(self.head.checkpoint.seq, path, self.head.run, name, value)
        if self.scope.log is None:
            self.head.pending.add(call)
            return value
        kept = self._matching(name, self.scope.log.keep(self.head, call))
        return value if kept is call else isolated(kept.value)

    def ask(self, path: str, value: Any) -> None:
        """Write down the question of the call at `path`."""
        if self.scope.log is not None:
            self.scope.log.ask(self.head, path, value)
            return
        pending = self.head.pending
        index = len(pending.answers_to(path))
        pending.add(Question(self.head.checkpoint.seq, path, index, value))

    def answers(self, path: str) -> Answers:
        """The answers that the call at `path` has had."""
        return Answers(isolated(list(self.head.pending.answers_to(path))))

    async def end(self, error: BaseException | None = None, *, in_loop: bool) -> None:
        """Who made the calls has ended: wait for those that still run, or cancel them."""
        if not self.promises:
            return
        if error is None or _leaves_time(error):
            await _ended(self.promises, in_loop=in_loop)
        else:
            for promise in self.promises:
                promise.cancel()
        if error is None:
            self._dismiss_questions()

    def _dismiss_questions(self) -> None:
        """Nobody waits for the answers: the task has gone on without."""
        questions = self.head.pending.questions
        for path in list(questions):
            if path != self.path and is_within(path, self.path):
                del questions[path]

    def _matching[T: CallResult | None](self, name: str, found: T) -> T:
        if found is None or found.name == name:
            return found
        number = int(found.path.rpartition(INSIDE)[2])
        raise CallMismatchError(
            f"Call {number} in {self.path!r} is of task {name!r}, and was of {found.name!r} "
            "when its result was stored.",
            "Go on with the code that the run began with, or send an input to begin anew; "
            "let calls be made in an order that only depends on the input and on results.",
        )


def _leaves_time(error: BaseException) -> bool:
    """Whether somebody still waits for what the calls return."""
    return isinstance(error, Exception) and not isinstance(error, NodeTimeoutError)


async def _ended(promises: Sequence[Promise], *, in_loop: bool) -> None:
    import asyncio
    from concurrent.futures import Future, wait

    threads = [promise for promise in promises if isinstance(promise, Future)]
    if not in_loop:
        wait(threads)
        return
    tasks = [promise for promise in promises if not isinstance(promise, Future)]
    try:
        await asyncio.wait([*tasks, *map(asyncio.wrap_future, threads)])
    except asyncio.CancelledError:
        for promise in promises:
            promise.cancel()
        raise
