from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    # What unit tests do not need they shall not wait for.
    from stepgraph.embedded import EmbeddedAws, EmbeddedStage

ROOT = Path(__file__).parents[1]

# Few examples while one works, many in `make soak`.
settings.register_profile("quick", max_examples=30, deadline=None)
settings.register_profile("thorough", max_examples=200, deadline=None, derandomize=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


@pytest.fixture(scope="session")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedAws]:
    """One embedded AWS for all, since moto's interpreter takes seconds to load."""
    from stepgraph.embedded import EmbeddedAws

    logs = tmp_path_factory.mktemp("lambda-logs")
    running = EmbeddedAws(python_path=[str(ROOT)], log_dir=logs)
    with running, pytest.MonkeyPatch.context() as patch:
        for name, value in running.environment.items():
            patch.setenv(name, value)
        yield running


@pytest.fixture(scope="session")
def stage(aws: EmbeddedAws) -> EmbeddedStage:
    """The bundle, deployed."""
    from stepgraph.embedded import EmbeddedStage
    from stepgraph.ops.bundle import load_bundle

    deployed = EmbeddedStage(aws, load_bundle(ROOT))
    deployed.deploy()
    aws.warm()
    return deployed


@pytest.fixture(scope="session")
def api_url(stage: EmbeddedStage) -> Iterator[str]:
    """The HTTP API over it."""
    import uvicorn

    from stepgraph.server import create_app

    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(create_app(stage.launcher), log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)
