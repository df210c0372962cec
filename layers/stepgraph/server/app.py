"""The application: its routes, its errors, and what they share."""

from __future__ import annotations

from fastapi import FastAPI

from stepgraph import __version__
from stepgraph.lambdas.launch import Launcher
from stepgraph.server import assistants, runs, system, threads
from stepgraph.server.api import Api
from stepgraph.server.errors import DOCUMENTED, add_error_handlers
from stepgraph.server.request_id import RequestIds
from stepgraph.server.settings import Settings


def create_app(launcher: Launcher, settings: Settings | None = None) -> FastAPI:
    """The HTTP API over the graphs and the table of `launcher`."""
    app = FastAPI(title="Stepgraph", version=__version__, responses=DOCUMENTED)
    app.state.api = Api(launcher, settings or Settings())
    for resource in (system, assistants, threads, runs):
        app.include_router(resource.router)
    add_error_handlers(app)
    app.add_middleware(RequestIds)
    return app
