"""What every route works with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from stepgraph.checkpoint.log import DEFAULT_TENANT, ThreadLog
from stepgraph.checkpoint.table import Table
from stepgraph.lambdas.launch import Launcher
from stepgraph.ops.bundle import Bundle
from stepgraph.server.settings import Settings


@dataclass(frozen=True, slots=True)
class Api:
    """The graphs, the table and the way to start runs."""

    launcher: Launcher
    settings: Settings
    tenant: str = DEFAULT_TENANT

    @property
    def bundle(self) -> Bundle:
        """The graphs that there are."""
        return self.launcher.bundle

    @property
    def table(self) -> Table:
        """Where the threads are."""
        return self.launcher.table

    def log(self, thread: str) -> ThreadLog:
        """The log of a thread."""
        return ThreadLog(self.table, thread, tenant=self.tenant)


def _api_of(request: Request) -> Api:
    api: Api = request.app.state.api
    return api


TheApi = Annotated[Api, Depends(_api_of)]
