"""`stepgraph graph`: a graph as its state machine."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from stepgraph.ops.bundle import load_bundle

if TYPE_CHECKING:
    from stepgraph.cli.arguments import Commands


def add_to(commands: Commands) -> None:
    """Add the command."""
    command = commands.add_parser(
        "graph",
        help="print a graph as its state machine",
        description="Print a graph in Amazon States Language; ${...} stands for a function.",
    )
    command.add_argument("graph", metavar="GRAPH", help="its name in stepgraph.toml")
    command.add_argument("--format", choices=["asl"], default="asl", help="what to print it as")
    command.set_defaults(command=_print)


def _print(arguments: argparse.Namespace) -> int:
    from stepgraph.asl import compile_machine

    spec = load_bundle().spec(arguments.graph)
    print(json.dumps(compile_machine(spec), indent=2))
    return 0
