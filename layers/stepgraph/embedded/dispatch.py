"""The front door: invocations of registered functions are ours, everything else is moto's."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterable, Mapping
from concurrent.futures import CancelledError
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from stepgraph.embedded.function import function_arn
from stepgraph.embedded.invocation import Invocation, Outcome
from stepgraph.embedded.pool import ConcurrencyExceeded

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from stepgraph.embedded.lambdas import Lambdas

_log = logging.getLogger(__name__)

_FAILURE = HTTPStatus.INTERNAL_SERVER_ERROR
_LATEST = "$LATEST"
_INVOKE = re.compile(r"/2015-03-31/functions/(?P<function>[^/]+)/invocations/?")
# A name, an ARN or a part of one, each with or without a qualifier.
_FUNCTION = re.compile(r"(?:.+:function:)?(?P<name>[A-Za-z0-9_-]+)(?::(?P<qualifier>[^:]+))?")


@dataclass(frozen=True, slots=True)
class Target:
    """The function that a request wants to invoke."""

    name: str
    qualifier: str = ""

    @classmethod
    def of(cls, path: str, query: str) -> Target | None:
        """Read the address of an Invoke request; None where it is another request."""
        route = _INVOKE.fullmatch(path)
        function = _FUNCTION.fullmatch(route["function"]) if route else None
        if function is None:
            return None
        asked = parse_qs(query).get("Qualifier", [""])[0]
        return cls(function["name"], function["qualifier"] or asked)

    @property
    def qualified_name(self) -> str:
        return f"{self.name}:{self.qualifier}" if self.qualifier else self.name

    @property
    def version(self) -> str:
        """What ran: a version that was asked for by number, else the newest."""
        return self.qualifier if self.qualifier.isdecimal() else _LATEST


@dataclass(frozen=True, slots=True)
class _Reply:
    status: HTTPStatus
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    def send(self, start: StartResponse, request_id: str = "") -> Iterable[bytes]:
        own = {"Content-Type": "application/json", "x-amzn-RequestId": request_id}
        headers = {**own, **self.headers}
        start(f"{self.status.value} {self.status.phrase}", [*headers.items()])
        return [self.body]

    @classmethod
    def error(cls, status: HTTPStatus, kind: str, message: str, **more: str) -> _Reply:
        body = json.dumps({"__type": kind, "message": message, **more}).encode()
        return cls(status, body, {"x-amzn-ErrorType": kind})


_TOO_MANY_REQUESTS = _Reply.error(
    HTTPStatus.TOO_MANY_REQUESTS,
    "TooManyRequestsException",
    "Rate Exceeded.",
    Reason="ReservedFunctionConcurrentInvocationLimitExceeded",
    Type="User",
)


class Dispatcher:
    """A WSGI application in front of moto's."""

    def __init__(self, lambdas: Lambdas, region: str, moto: WSGIApplication) -> None:
        self._lambdas = lambdas
        self._region = region
        self._moto = moto

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        target = Target.of(environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", ""))
        ours = target is not None and target.name in self._lambdas
        if target is None or not ours or environ["REQUEST_METHOD"] != "POST":
            return self._from_moto(environ, start)
        invocation = self._invocation(target, environ)
        reply = self._reply(target, invocation, environ.get("HTTP_X_AMZ_INVOCATION_TYPE", ""))
        return reply.send(start, invocation.request_id)

    def _from_moto(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        try:
            return self._moto(environ, start)
        except NotImplementedError as error:
            # Said so that a client shows it and does not try again.
            status, kind, message = (
                HTTPStatus.NOT_IMPLEMENTED,
                "NotImplementedException",
                str(error),
            )
        except Exception as error:
            _log.exception("moto failed at %s", environ.get("HTTP_X_AMZ_TARGET", "a request"))
            status, kind, message = _FAILURE, "InternalFailure", f"moto failed: {error!r}"
        return _Reply.error(status, kind, message).send(start)

    def _invocation(self, target: Target, environ: WSGIEnvironment) -> Invocation:
        payload = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        arn = function_arn(target.qualified_name, self._region)
        return Invocation.new(arn, payload, environ.get("HTTP_X_AMZN_TRACE_ID", ""))

    def _reply(self, target: Target, invocation: Invocation, kind: str) -> _Reply:
        if kind == "DryRun":
            return _Reply(HTTPStatus.NO_CONTENT)
        if kind == "Event":
            self._lambdas.send(target.name, invocation)
            return _Reply(HTTPStatus.ACCEPTED)
        try:
            return _answer(target, self._lambdas.invoke(target.name, invocation))
        except ConcurrencyExceeded:
            return _TOO_MANY_REQUESTS
        except (CancelledError, OSError) as error:  # stopped meanwhile; no process to be had
            return _Reply.error(_FAILURE, "ServiceException", str(error))


def _answer(target: Target, outcome: Outcome) -> _Reply:
    failed = {"X-Amz-Function-Error": "Unhandled"} if outcome.failed else {}
    headers = {"X-Amz-Executed-Version": target.version, **failed}
    return _Reply(HTTPStatus.OK, outcome.payload, headers)
