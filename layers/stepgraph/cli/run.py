"""`stepgraph run`: one run of a graph, shown as it goes."""

from __future__ import annotations

import argparse
import json
import sys
import time
import traceback
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from stepgraph.cli.arguments import json_argument
from stepgraph.cli.places import Place, in_process, on_local_aws
from stepgraph.cli.show import Lines, Show, Silence
from stepgraph.errors import NodeFailedError, StepgraphError
from stepgraph.execute.events import INTERRUPT
from stepgraph.ops.bundle import Bundle, load_bundle
from stepgraph.types import Command

if TYPE_CHECKING:
    from stepgraph.cli.arguments import Commands

EXAMPLE = """\
examples:
  stepgraph run spine --input '{"topic": "black holes"}'
  stepgraph run spine --input @events/input.json --on local-aws --answer true
"""
_INTERRUPTED = 3


def add_to(commands: Commands) -> None:
    """Add the command."""
    command = commands.add_parser(
        "run",
        help="run a graph and show each superstep",
        description="Run a graph to its end and show each superstep. Where it asks a question, "
        "answer at the terminal or with --answer.",
        epilog=EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("graph", metavar="GRAPH", help="its name in stepgraph.toml")
    command.add_argument("--input", metavar="JSON", required=True, help="the input, or @FILE")
    command.add_argument(
        "--answer",
        metavar="JSON",
        action="append",
        default=[],
        help="the answer to an interrupt, or @FILE; again for the next one",
    )
    command.add_argument(
        "--on",
        choices=["process", "local-aws"],
        default="process",
        help="where: in this process, or on an embedded AWS with a Lambda for each node",
    )
    command.add_argument(
        "--json", action="store_true", help="print the final state and nothing else"
    )
    command.set_defaults(command=_run)


def _run(arguments: argparse.Namespace) -> int:
    bundle = load_bundle()
    bundle.spec(arguments.graph)
    given = json_argument("--input", arguments.input)
    answers = [json_argument("--answer", answer) for answer in arguments.answer]
    show: Show = Silence() if arguments.json else Lines(sys.stdout)
    with _place(arguments, bundle, show) as place:
        is_done = _told(_to_the_end, place, given, answers, show)
        state = place.state()
    print(json.dumps(state, indent=2, default=str)) if arguments.json else show.state(state)
    if not is_done:
        show.note("The run waits for an answer; give one with --answer.")
    return 0 if is_done else _INTERRUPTED


@contextmanager
def _place(arguments: argparse.Namespace, bundle: Bundle, show: Show) -> Iterator[Place]:
    thread = str(uuid.uuid4())
    if arguments.on == "process":
        yield in_process(bundle, arguments.graph, thread)
        return
    with on_local_aws(bundle, arguments.graph, thread, show) as place:
        yield place


def _to_the_end(place: Place, given: Any, answers: list[Any], show: Show) -> bool:
    """Run, answer, resume; say whether the end was reached."""
    started = time.perf_counter()
    step: Any = given
    while True:
        questions = []
        for update in place.run(step):
            if INTERRUPT in update:
                questions = list(update[INTERRUPT])
            else:
                show.update(update, time.perf_counter() - started)
        if not questions:
            return True
        show.questions(questions)
        answer = answers.pop(0) if answers else show.ask()
        if answer is None:
            return False
        show.answer(answer)
        step = Command(resume={question.id: answer for question in questions})


def _told(run: Callable[..., bool], *arguments: Any) -> bool:
    """What `run` says; a node's own error in one line, with the place in its code."""
    try:
        return run(*arguments)
    except StepgraphError:
        raise
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        raise NodeFailedError(
            f"A node raised {type(error).__name__}: {error} ({place.filename}:{place.lineno}).",
            "Mend the node, or give it a retry policy or an error handler.",
        ) from error
