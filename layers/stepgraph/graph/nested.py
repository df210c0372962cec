"""Graphs that run inside a node of another.

On a thread, a nested graph has a log of its own in its parent's partition, under the task that runs
it: a retry or a resume of that task goes on where the nested graph stopped. Its questions are asked
by the task, as calls of `interrupt` in their order.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from stepgraph.checkpoint.answers import answers_for, open_questions
from stepgraph.checkpoint.head import Head
from stepgraph.checkpoint.log import ThreadLog
from stepgraph.engine import GraphSpec
from stepgraph.execute import Scratch, adrive, drive
from stepgraph.execute.journal import Journal
from stepgraph.graph.modes import shown
from stepgraph.graph.request import run_settings
from stepgraph.ops.scope import Scope
from stepgraph.runtime import Runtime
from stepgraph.types import current_answers, interrupt


class Nested:
    """One run of a graph inside a task."""

    def __init__(self, spec: GraphSpec, runtime: Runtime[Any], *, is_logged: bool) -> None:
        self.spec = spec
        self._runtime = runtime
        outer: Scope = runtime.scope
        scope = outer.inside(_task_name(runtime))
        self._journal = self._journal_for(scope, is_logged=is_logged)
        log = self._journal if isinstance(self._journal, ThreadLog) else None
        self.scope = replace(scope, log=log)

    def heads(self, input: Any) -> Iterator[Head]:
        """The nested thread after its input and after each superstep, to its end."""
        head = self._enter(input)
        yield self._shown(head)
        while head.checkpoint.next:
            self._answer(head)
            for moved in drive(self.spec, self._journal, head, self.scope):
                head = moved
                yield self._shown(head)

    async def aheads(self, input: Any) -> AsyncIterator[Head]:
        """The same in an event loop."""
        enter = partial(self._enter, input)
        head = await asyncio.to_thread(enter) if self._journal.blocks else enter()
        yield self._shown(head)
        while head.checkpoint.next:
            self._answer(head)
            async for moved in adrive(self.spec, self._journal, head, self.scope):
                head = moved
                yield self._shown(head)

    def _shown(self, head: Head) -> Head:
        """The same head, once whoever streams the run has seen it."""
        scope = self.scope
        if scope.emit is not None:
            is_new = not open_questions(head)
            for event in shown(self.spec, head, scope.modes, scope.thread, is_new=is_new):
                scope.emit(scope.namespace, event.mode, event.data)
        return head

    def _enter(self, input: Any) -> Head:
        """Begin, or go on where an earlier attempt at the task has left the nested graph."""
        outer = self._runtime.execution_info
        run, incarnation = outer.run_id or "", outer.task_id
        head = Head(incarnation, ns=self.scope.key)
        if isinstance(self._journal, ThreadLog):
            head = self._journal.load_from(self.spec, incarnation, 0)
        if head.stages:
            _skip_answers(head)
            return head
        return self._journal.begin(self.spec, head, input, run, run_settings(self._runtime.config))

    def _answer(self, head: Head) -> None:
        """Have the parent task ask what is open; that leaves the task where it has no answer."""
        questions = open_questions(head)
        if questions:
            given = {id: interrupt(question.value) for id, question in questions.items()}
            self._journal.answer(head, answers_for(head, given))

    def _journal_for(self, scope: Scope, *, is_logged: bool) -> Journal:
        if scope.table is None or scope.thread is None or not is_logged:
            return Scratch()
        log = ThreadLog(scope.table, scope.thread, tenant=scope.tenant)
        return log.inside(scope.key)


def _task_name(runtime: Runtime[Any]) -> str:
    """What tells this nested run from others: its task, and how many that has run before."""
    info, answers = runtime.execution_info, current_answers.get()
    number = 0
    if answers is not None:
        number, answers.nested = answers.nested, answers.nested + 1
    return f"{info.node}:{info.task_id}" + (f"~{number}" if number else "")


def _skip_answers(head: Head) -> None:
    """The parent's task runs from its top: answers that went in here before are taken again."""
    answers = current_answers.get()
    if answers is not None:
        answers.asked += sum(
            len(given) for stage in head.stages for given in stage.pending.answers.values()
        )
