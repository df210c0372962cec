"""`stepgraph dev`: all graphs on an embedded AWS, behind the HTTP API."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from stepgraph.ops.bundle import load_bundle

if TYPE_CHECKING:
    from stepgraph.cli.arguments import Commands

# The port that LangGraph clients try first.
DEFAULT_PORT = 2024


def add_to(commands: Commands) -> None:
    """Add the command."""
    command = commands.add_parser(
        "dev",
        help="serve all graphs on an embedded AWS",
        description="Start an embedded AWS, deploy all graphs to it and serve the HTTP API that "
        "LangGraph clients speak, until Ctrl-C. Threads last as long as the process.",
    )
    command.add_argument(
        "--port", type=int, default=DEFAULT_PORT, help="of the API (default: %(default)s)"
    )
    command.set_defaults(command=_serve)


def _serve(arguments: argparse.Namespace) -> int:
    import uvicorn

    from stepgraph.embedded import EmbeddedAws
    from stepgraph.embedded.stage import EmbeddedStage
    from stepgraph.server import create_app

    bundle = load_bundle()
    with EmbeddedAws(python_path=[str(bundle.root)]) as aws:
        os.environ.update(aws.environment)
        stage = EmbeddedStage(aws, bundle)
        stage.deploy()
        print(f"graphs   {', '.join(bundle.names)}", file=sys.stderr)
        print(f"API      http://127.0.0.1:{arguments.port} (docs at /docs)", file=sys.stderr)
        print(f"AWS      {aws.endpoint_url}", file=sys.stderr)
        uvicorn.run(
            create_app(stage.launcher), host="127.0.0.1", port=arguments.port, log_level="warning"
        )
    return 0
