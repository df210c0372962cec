import pytest
from fastapi.testclient import TestClient

from stepgraph.server import create_app
from tests.unit.server import graphs
from tests.unit.server.local import LocalRuns, client_of, served


@pytest.fixture(autouse=True)
def gate():
    """Open, unless a test shuts it to look at a run that goes on."""
    graphs.GATE.set()
    yield graphs.GATE
    graphs.GATE.set()


@pytest.fixture
def runs(gate):
    local = LocalRuns()
    yield local
    gate.set()
    local.finish()


@pytest.fixture
def http(runs):
    with TestClient(create_app(runs.launcher), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="session")
def served_runs():
    local = LocalRuns()
    yield local
    local.finish()


@pytest.fixture(scope="session")
def url(served_runs):
    """Served once for all tests: each has threads of its own."""
    with served(create_app(served_runs.launcher)) as url:
        yield url


@pytest.fixture
def sdk(url):
    with client_of(url) as client:
        yield client
