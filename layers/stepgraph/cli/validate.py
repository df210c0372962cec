"""`stepgraph validate`: what is wrong with the graphs of a project, all of it at once."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from stepgraph.errors import GraphDefinitionError, NotCompilableError, Problem, StepgraphError
from stepgraph.ops.bundle import FILE, Bundle, load_bundle

if TYPE_CHECKING:
    from stepgraph.cli.arguments import Commands
    from stepgraph.engine import GraphSpec

EXAMPLE = """\
examples:
  stepgraph validate
  stepgraph validate spine --json

An error is a graph that cannot run. A warning is a graph that runs, and that likely does not do
what was meant, or that cannot be deployed. Exits with 1 if there is an error.
"""

Findings = Mapping[str, Sequence[Problem]]


def add_to(commands: Commands) -> None:
    """Add the command."""
    command = commands.add_parser(
        "validate",
        help="check graphs without running them",
        description="Check graphs without running them: each mistake with the node at fault and "
        "the fix, all at once.",
        epilog=EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument(
        "graphs", metavar="GRAPH", nargs="*", help=f"its name in {FILE} (default: all of them)"
    )
    command.add_argument("--json", action="store_true", help="print a list, an object a problem")
    command.add_argument("--strict", action="store_true", help="exit with 1 for warnings too")
    command.set_defaults(command=_validate)


def _validate(arguments: argparse.Namespace) -> int:
    bundle = load_bundle()
    names = dict.fromkeys(arguments.graphs or bundle.names)
    found = {name: problems_of_graph(bundle, name) for name in names}
    print(_as_json(found) if arguments.json else _as_text(found))
    fatal = {"error", "warning"} if arguments.strict else {"error"}
    return int(any(problem.severity in fatal for one in found.values() for problem in one))


def problems_of_graph(bundle: Bundle, name: str) -> tuple[Problem, ...]:
    """What is wrong with a graph of the project, or with the way to it."""
    try:
        spec = bundle.spec(name)
    except GraphDefinitionError as error:
        return error.problems
    except StepgraphError as error:
        return (Problem(error.code, None, error.problem, error.next_step),)
    return (*_checked(spec), *_refused(spec))


def _checked(spec: GraphSpec) -> tuple[Problem, ...]:
    from stepgraph.graph.validation import problems_of

    return problems_of(spec)


def _refused(spec: GraphSpec) -> tuple[Problem, ...]:
    """Why the graph has no state machine; it runs in process all the same."""
    from stepgraph.asl import require_compilable

    try:
        require_compilable(spec)
    except NotCompilableError as error:
        return (Problem(error.code, None, error.problem, error.next_step, "warning"),)
    return ()


def _as_json(found: Findings) -> str:
    listed = [
        {"graph": name, **problem.to_json()} for name, one in found.items() for problem in one
    ]
    return json.dumps(listed, indent=2)


def _as_text(found: Findings) -> str:
    lines = []
    for name, problems in found.items():
        lines += [f"{name}: {one.severity}: {one} [{one.code}]" for one in problems]
        lines += [] if problems else [f"{name}: no problems"]
    return "\n".join((*lines, _summary(found)))


def _summary(found: Findings) -> str:
    severities = [problem.severity for problems in found.values() for problem in problems]
    errors, warnings = severities.count("error"), severities.count("warning")
    return (
        f"{_count(len(found), 'graph')}, {_count(errors, 'error')}, {_count(warnings, 'warning')}"
    )


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
