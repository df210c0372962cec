"""An HTTP server for WSGI applications that keeps connections alive.

Werkzeug's own closes each connection after one request, since it cannot know whether the
application has read the request's body. This one reads the body first.
"""

from __future__ import annotations

import contextlib
import io
import logging
import socket
import threading
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from moto.moto_server.werkzeug_app import MotoRequestHandler
from werkzeug.exceptions import InternalServerError
from werkzeug.serving import ThreadedWSGIServer
from werkzeug.test import run_wsgi_app

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

_log = logging.getLogger(__name__)

# How soon stop() is noticed.
_POLL_SECONDS = 0.05

# How long a connection may be idle. A client that is thrown away after one call, as moto's own
# are, leaves its connection to the garbage collector; this bounds how many pile up.
_IDLE_SECONDS = 20.0


class Server(ThreadedWSGIServer):
    """Serves on a socket that listens already, one thread per connection."""

    def __init__(self, listening: socket.socket, app: WSGIApplication) -> None:
        host, port = listening.getsockname()
        super().__init__(host, port, app, handler=_Handler, fd=listening.fileno())
        self.connections: set[socket.socket] = set()
        self._accepting = threading.Thread(
            target=self.serve_forever, args=(_POLL_SECONDS,), name="stepgraph-aws", daemon=True
        )

    def start(self) -> None:
        self._accepting.start()

    def stop(self) -> None:
        self.shutdown()
        self._accepting.join()
        for connection in tuple(self.connections):
            with contextlib.suppress(OSError):  # the client was faster
                connection.shutdown(socket.SHUT_RDWR)

    def log(self, type: str, message: str, *args: Any) -> None:
        _log.debug(message, *args)


class _Handler(MotoRequestHandler):
    """One connection: requests are read whole, and answered whole."""

    server: Server
    protocol_version = "HTTP/1.1"
    timeout = _IDLE_SECONDS
    wbufsize = -1  # head and body leave together, ...
    disable_nagle_algorithm = True  # ... and at once

    def setup(self) -> None:
        super().setup()
        self.server.connections.add(self.connection)

    def finish(self) -> None:
        self.server.connections.discard(self.connection)
        with contextlib.suppress(ConnectionError):  # the client left before its answer
            super().finish()
        self.rfile.close()

    def handle_expect_100(self) -> bool:
        proceed = super().handle_expect_100()
        self.wfile.flush()
        return proceed

    def run_wsgi(self) -> None:
        environ = self.make_environ()
        self._read_body(environ)
        try:
            chunks, status, headers = run_wsgi_app(self.server.app, environ, buffered=True)
        except Exception:
            _log.exception("%s %s", self.command, self.path)
            chunks, status, headers = run_wsgi_app(InternalServerError(), environ, buffered=True)
        self._write(status, list(headers), b"".join(chunks))

    def _read_body(self, environ: dict[str, Any]) -> None:
        source = environ["wsgi.input"]
        if environ.pop("wsgi.input_terminated", False):
            body = source.read()
        else:
            body = source.read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        environ["CONTENT_LENGTH"] = str(len(body))

    def _write(self, status: str, headers: list[tuple[str, str]], body: bytes) -> None:
        code, _, phrase = status.partition(" ")
        self.send_response(int(code), phrase)
        # What HEAD answers may state the length of a body that it does not send.
        sends_body = self.command != "HEAD" and int(code) not in _WITHOUT_BODY
        for name, value in headers:
            if not (sends_body and name.lower() == "content-length"):
                self.send_header(name, value)
        if sends_body:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if sends_body:
            self.wfile.write(body)

    def log(self, type: str, message: str, *args: Any) -> None:
        _log.debug(message, *args)


_WITHOUT_BODY = {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED}
