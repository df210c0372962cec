"""Runs that go on in threads of this process, where production has executions."""

import json
import threading
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from langgraph_sdk import get_sync_client

from stepgraph.checkpoint.log import ThreadLog
from stepgraph.checkpoint.memory import InMemorySaver
from stepgraph.execute import drive
from stepgraph.lambdas.launch import Launcher
from stepgraph.lambdas.ticket import read_ticket
from stepgraph.ops.bundle import Bundle

ROOT = Path(__file__).parents[3]
OWN = ("gated", "heavy", "broken", "twice", "odd")
GRAPHS = {name: f"tests.unit.server.graphs:{name}" for name in OWN}


class LocalRuns:
    """Starts runs as the product does, and drives them as `invoke` does."""

    def __init__(self):
        self.bundle = Bundle(ROOT, {"spine": "functions.graphs.spine:graph", **GRAPHS})
        self.table = InMemorySaver()
        self.launcher = Launcher(self.bundle, self.table, self._start)
        self._threads = []

    def _start(self, graph, run, ticket):
        thread = threading.Thread(target=self._drive, args=(graph, ticket), daemon=True)
        self._threads.append(thread)
        thread.start()

    def _drive(self, graph, ticket):
        spec = self.bundle.spec(graph)
        log = self.log(read_ticket(json.loads(ticket)).thread)
        try:
            for _ in drive(spec, log, log.load(spec)):
                pass
        except Exception:
            # As some graphs mean to; it is in the log.
            return

    def log(self, thread):
        return ThreadLog(self.table, thread)

    def finish(self):
        for thread in self._threads:
            thread.join()


@contextmanager
def served(app):
    """The app on a free port of this machine."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


def client_of(url):
    return get_sync_client(url=url, api_key=None)
