"""`stepgraph dev`: all graphs on an embedded AWS, behind the HTTP API."""

from __future__ import annotations

import argparse
import os
import socket
import sys
from typing import TYPE_CHECKING

from stepgraph.errors import PortTakenError
from stepgraph.ops.bundle import load_bundle

if TYPE_CHECKING:
    from stepgraph.cli.arguments import Commands

# The port that LangGraph clients try first.
DEFAULT_PORT = 2024
_LAST_PORT = 65_535


def add_to(commands: Commands) -> None:
    """Add the command."""
    command = commands.add_parser(
        "dev",
        help="serve all graphs on an embedded AWS",
        description="Start an embedded AWS, deploy all graphs to it and serve the HTTP API that "
        "LangGraph clients speak, until Ctrl-C. Threads last as long as the process.",
    )
    command.add_argument(
        "--port", type=_port, default=DEFAULT_PORT, help="of the API (default: %(default)s)"
    )
    command.set_defaults(command=_serve)


def _serve(arguments: argparse.Namespace) -> int:
    import uvicorn

    from stepgraph.embedded import EmbeddedAws
    from stepgraph.embedded.stage import EmbeddedStage
    from stepgraph.server import create_app

    bundle = load_bundle()
    with (
        _listening(arguments.port) as listening,
        EmbeddedAws(python_path=[str(bundle.root)]) as aws,
    ):
        os.environ.update(aws.environment)
        stage = EmbeddedStage(aws, bundle)
        stage.deploy()
        aws.warm()
        port = listening.getsockname()[1]
        for what, value in (
            ("graphs", ", ".join(bundle.names)),
            ("API", f"http://127.0.0.1:{port} (docs at /docs)"),
            ("AWS", aws.endpoint_url),
        ):
            print(f"{what:<8} {value}", file=sys.stderr)
        config = uvicorn.Config(create_app(stage.launcher), log_level="warning")
        uvicorn.Server(config).run(sockets=[listening])
    return 0


def _listening(port: int) -> socket.socket:
    """The API's socket, taken before anything else is started."""
    try:
        return socket.create_server(("127.0.0.1", port))
    except OSError as error:
        raise PortTakenError(
            f"Port {port} cannot be listened at: {error.strerror}.",
            "Stop the program that listens there, or choose another with --port.",
        ) from error


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= _LAST_PORT:
        raise argparse.ArgumentTypeError(f"{port} is not between 0 and {_LAST_PORT}")
    return port
