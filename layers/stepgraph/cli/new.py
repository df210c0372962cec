"""`stepgraph new`: something to begin with."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from stepgraph.cli.scaffold import scaffold_graph
from stepgraph.ops.bundle import FILE, load_bundle

if TYPE_CHECKING:
    from stepgraph.cli.arguments import Commands


def add_to(commands: Commands) -> None:
    """Add the command."""
    command = commands.add_parser(
        "new",
        help="begin a graph",
        description="Write something small that works, to go on from.",
    )
    kinds = command.add_subparsers(metavar="KIND", required=True)
    graph = kinds.add_parser(
        "graph",
        help="a graph with a test",
        description=f"Write a small graph that works, a test of it and its line in {FILE}.\n"
        "Files that are there are left alone.",
        epilog="example:\n  stepgraph new graph support_desk",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    graph.add_argument("name", metavar="NAME", help="lower-case letters, digits and _")
    graph.set_defaults(command=_new_graph)


def _new_graph(arguments: argparse.Namespace) -> int:
    name, root = arguments.name, load_bundle().root
    *_, code, test = written = scaffold_graph(root, name)
    for file in (*written, root / FILE):
        print(f"wrote  {_shown(file)}")
    print(f'\nNext:  stepgraph run {name} --input \'{{"question": "What is a graph?"}}\'')
    print(f"       stepgraph graph {name}")
    print(f"       pytest {_shown(test)}")
    print(f"       then make {_shown(code)} your own")
    return 0


def _shown(file: Path) -> Path:
    """As seen from here, where it is below."""
    here = Path.cwd()
    return file.relative_to(here) if file.is_relative_to(here) else file
