"""`stepgraph graph`: a graph as a drawing, as data or as its state machine."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from stepgraph.errors import DrawingError
from stepgraph.ops.bundle import load_bundle

if TYPE_CHECKING:
    from stepgraph.cli.arguments import Commands
    from stepgraph.engine import GraphSpec

FORMATS = ("ascii", "mermaid", "dot", "svg", "png", "json", "asl")
DESCRIPTION = """\
Draw a graph. Dashed lines are conditional; (&) goes on when all that lead to it have ended.
As json it is what the LangGraph API shows; as asl, its state machine in Amazon States
Language, where ${...} stands for a function."""
EXAMPLE = """\
examples:
  stepgraph graph spine
  stepgraph graph spine --format svg --output spine.svg
  stepgraph graph spine --format mermaid
"""


def add_to(commands: Commands) -> None:
    """Add the command."""
    command = commands.add_parser(
        "graph",
        help="draw a graph, or print its state machine",
        description=DESCRIPTION,
        epilog=EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("graph", metavar="GRAPH", help="its name in stepgraph.toml")
    command.add_argument(
        "--format",
        choices=FORMATS,
        default="ascii",
        help="what to draw it as (default: %(default)s); png needs graphviz",
    )
    command.add_argument("--output", metavar="FILE", type=Path, help="where to, if not here")
    command.set_defaults(command=_print)


def _print(arguments: argparse.Namespace) -> int:
    spec = load_bundle().spec(arguments.graph)
    if arguments.format == "png":
        _print_png(spec, arguments.output)
        return 0
    text = _text(spec, arguments.format).rstrip("\n") + "\n"
    if arguments.output is None:
        sys.stdout.write(text)
    else:
        _save(arguments.output, text.encode())
    return 0


def _text(spec: GraphSpec, format: str) -> str:
    if format == "asl":
        from stepgraph.asl import compile_machine

        return json.dumps(compile_machine(spec), indent=2)
    from stepgraph.graph.draw import drawable_of

    drawable = drawable_of(spec)
    if format == "json":
        return json.dumps(drawable.to_json(), indent=2)
    draw = {
        "ascii": drawable.draw_ascii,
        "mermaid": drawable.draw_mermaid,
        "dot": drawable.draw_dot,
        "svg": drawable.draw_svg,
    }
    return draw[format]()


def _print_png(spec: GraphSpec, output: Path | None) -> None:
    from stepgraph.graph.draw import drawable_of

    if output is None and sys.stdout.isatty():
        raise DrawingError("A PNG is no text for a terminal.", "Name a file with --output.")
    picture = drawable_of(spec).draw_png()
    assert picture is not None
    if output is None:
        sys.stdout.buffer.write(picture)
    else:
        _save(output, picture)


def _save(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise DrawingError(
            f"--output names a file that cannot be written: {error}.", "Check the path."
        ) from error
    print(f"wrote {file}", file=sys.stderr)
