"""Errors as a caller sees them: one shape, stable codes, nothing internal."""

from __future__ import annotations

import http
import logging
from collections.abc import Mapping, Sequence
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from stepgraph.errors import (
    GraphNotFoundError,
    InvalidInputError,
    InvalidUpdateError,
    ResumeError,
    RunNotFoundError,
    StaleThreadError,
    StepgraphError,
    StillRunningError,
    ThreadExistsError,
    ThreadNotFoundError,
)
from stepgraph.server.encoding import Json
from stepgraph.server.request_id import HEADER, request_id
from stepgraph.server.schemas import ErrorBody

_log = logging.getLogger(__name__)


_STATUS: Mapping[type[StepgraphError], int] = {
    ThreadNotFoundError: 404,
    GraphNotFoundError: 404,
    RunNotFoundError: 404,
    StaleThreadError: 409,
    ThreadExistsError: 409,
    InvalidInputError: 422,
    InvalidUpdateError: 422,
    ResumeError: 422,
    StillRunningError: 504,
}
_INTERNAL = ("INTERNAL", "The server could not do this.", "Send it again, or ask who runs it.")


DOCUMENTED: Final[dict[int | str, dict[str, Any]]] = {
    status: {"model": ErrorBody} for status in (404, 409, 422, 500, 504)
}


def add_error_handlers(app: FastAPI) -> None:
    """Give every error its shape."""
    app.add_exception_handler(StepgraphError, _on_error)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(Exception, _on_error)


def error_reply(
    request: Request, error: Exception, headers: Mapping[str, str] | None = None
) -> Json:
    """The response that `error` means."""
    body = error_body(error, request_id(request.scope))
    return _reply(body, _status_of(error), headers)


def error_body(error: Exception, id: str) -> ErrorBody:
    """What a caller may know of `error`; what they may not goes to our log, under the same id."""
    if (
        isinstance(error, StepgraphError)
        and _status_of(error) != http.HTTPStatus.INTERNAL_SERVER_ERROR
    ):
        code, detail, next_step = error.code, error.problem, error.next_step
    else:
        _log.error("request %s failed", id, exc_info=error)
        code, detail, next_step = _INTERNAL
    return ErrorBody(code=code, detail=detail, next_step=next_step, request_id=id)


async def _on_error(request: Request, error: Exception) -> Json:
    return error_reply(request, error)


async def _on_invalid(request: Request, error: Exception) -> Json:
    assert isinstance(error, RequestValidationError)
    body = ErrorBody(
        code="REQUEST_INVALID",
        detail="; ".join(map(_complaint, error.errors())),
        next_step="Mend or leave out what is named, and send the request again.",
        request_id=request_id(request.scope),
    )
    return _reply(body, http.HTTPStatus.UNPROCESSABLE_ENTITY)


async def _on_http(request: Request, error: Exception) -> Json:
    assert isinstance(error, HTTPException)
    body = ErrorBody(
        code=http.HTTPStatus(error.status_code).name,
        detail=f"{request.method} {request.url.path}: {error.detail}.",
        next_step="GET /docs lists what there is.",
        request_id=request_id(request.scope),
    )
    return _reply(body, error.status_code, error.headers)


def _reply(body: ErrorBody, status: int, headers: Mapping[str, str] | None = None) -> Json:
    return Json(body, status, {**(headers or {}), HEADER: body.request_id})


def _status_of(error: Exception) -> int:
    found = (status for kind, status in _STATUS.items() if isinstance(error, kind))
    return next(found, http.HTTPStatus.INTERNAL_SERVER_ERROR)


def _complaint(error: Mapping[str, Any]) -> str:
    field = _field(error["loc"])
    if error["type"] == "extra_forbidden":
        return f"{field} is not known here, or not built yet"
    return f"{field}: {error['msg'].removeprefix('Value error, ')}"


def _field(place: Sequence[str | int]) -> str:
    """The name of a field, without saying that it came in the body."""
    return ".".join(map(str, place[1:])) or str(place[0])
