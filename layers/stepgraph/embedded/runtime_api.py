"""The Lambda Runtime API as one worker sees it, on a port of its own.

The runtime client takes its address as host:port and says nothing about who it is, so the
port is what tells workers apart.
"""

from __future__ import annotations

import asyncio
import time
from http import HTTPStatus

from stepgraph.embedded.invocation import Invocation, Outcome
from stepgraph.embedded.wire import HEAD_LIMIT, Request, Response, read_request, written

_ROOT = "/2018-06-01/runtime/"
_ACCEPTED = Response(HTTPStatus.ACCEPTED)


class RuntimeApi:
    """One worker's side door: invocations go out of it, outcomes come in."""

    def __init__(self) -> None:
        self.init_over = asyncio.Event()  # it asked for work, or said why it cannot
        self.init_error: bytes | None = None
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.StreamWriter] = set()
        self._handed: asyncio.Queue[tuple[Invocation, int]] = asyncio.Queue(maxsize=1)
        self._current: tuple[str, asyncio.Future[Outcome]] | None = None

    async def open(self) -> str:
        """Listen, and say where."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=HEAD_LIMIT)
        host, port = self._server.sockets[0].getsockname()
        return f"{host}:{port}"

    def close(self) -> None:
        if self._server is not None:
            self._server.close()
        for connection in self._connections:
            connection.close()

    def hand(self, invocation: Invocation, timeout: float) -> asyncio.Future[Outcome]:
        """Give the worker its next invocation; the clock starts now."""
        outcome: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._current = (invocation.request_id, outcome)
        self._handed.put_nowait((invocation, int((time.time() + timeout) * 1000)))
        return outcome

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._connections.add(writer)
        try:
            while request := await read_request(reader):
                writer.write(written(await self._answer(request)))
        finally:
            self._connections.discard(writer)
            writer.close()

    async def _answer(self, request: Request) -> Response:
        match request.method, request.path.removeprefix(_ROOT).split("/"):
            case "GET", ["invocation", "next"]:
                return await self._next()
            case "POST", ["invocation", request_id, "response" | "error" as kind]:
                return self._settle(request_id, Outcome(request.body, failed=kind == "error"))
            case "POST", ["init", "error"]:
                self.init_error = request.body
                self.init_over.set()
                return _ACCEPTED
        return Response(HTTPStatus.NOT_FOUND)

    async def _next(self) -> Response:
        self.init_over.set()
        invocation, deadline = await self._handed.get()
        headers = {
            "Content-Type": "application/json",
            "Lambda-Runtime-Aws-Request-Id": invocation.request_id,
            "Lambda-Runtime-Deadline-Ms": str(deadline),
            "Lambda-Runtime-Invoked-Function-Arn": invocation.function_arn,
            "Lambda-Runtime-Trace-Id": invocation.trace_id,
        }
        return Response(HTTPStatus.OK, invocation.payload, headers)

    def _settle(self, request_id: str, outcome: Outcome) -> Response:
        if self._current is None or self._current[0] != request_id:
            return Response(HTTPStatus.BAD_REQUEST)
        _, waiting = self._current
        self._current = None
        if not waiting.done():
            waiting.set_result(outcome)
        return _ACCEPTED
