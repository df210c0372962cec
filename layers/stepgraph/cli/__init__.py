"""The command line. Each command is a module with `add_to(commands)`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

import stepgraph
from stepgraph.cli import dev, graph, new, run, validate
from stepgraph.errors import StepgraphError

# What shells expect of a program that was stopped by Ctrl-C.
_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; a mistake of the caller's is one plain line on standard error."""
    parsed = parser().parse_args(arguments)
    try:
        return int(parsed.command(parsed))
    except StepgraphError as error:
        print(f"stepgraph: {error} [{error.code}]", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return _INTERRUPTED


def parser() -> argparse.ArgumentParser:
    """All commands with their options."""
    top = argparse.ArgumentParser(
        prog="stepgraph",
        description="Run agent graphs in this process, or as Lambdas under Step Functions.",
        epilog="Graphs are listed in stepgraph.toml, in this folder or one above it.",
    )
    top.add_argument("--version", action="version", version=f"stepgraph {stepgraph.__version__}")
    commands = top.add_subparsers(metavar="COMMAND", required=True)
    for module in (run, dev, graph, validate, new):
        module.add_to(commands)
    return top
