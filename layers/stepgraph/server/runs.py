"""Runs on a thread: start them, stream them, wait for them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from stepgraph.checkpoint.records import Meta
from stepgraph.errors import StillRunningError
from stepgraph.execute.events import reply_of
from stepgraph.server.api import Api, TheApi
from stepgraph.server.encoding import Json
from stepgraph.server.errors import error_reply
from stepgraph.server.follow import Cursor, error_of, follow, wait_for_end
from stepgraph.server.logged_run import LoggedRun, find_run, status_of
from stepgraph.server.request_id import request_id
from stepgraph.server.schemas import JoinQuery, Run, RunCreate, StreamQuery
from stepgraph.server.sse import MEDIA_TYPE, stream_reply
from stepgraph.server.starting import start_run
from stepgraph.server.views import run_view

router = APIRouter(prefix="/threads/{thread_id}/runs", tags=["runs"])

ERROR = "__error__"
_DEFAULT_MODES = ("values",)
_STREAM: dict[int | str, dict[str, Any]] = {200: {"content": {MEDIA_TYPE: {}}}}

LastEventId = Annotated[str | None, Header()]


@router.post("", response_model=Run)
def create(thread_id: str, body: RunCreate, api: TheApi) -> Json:
    """Start a run, and do not wait for it."""
    run = start_run(api, thread_id, body)
    return Json(run_view(run, "pending", run.claim.at), headers=_names(run))


@router.post("/stream", response_class=Response, responses=_STREAM)
async def stream(thread_id: str, body: RunCreate, api: TheApi, request: Request) -> Response:
    """Start a run, and show it as it goes on."""
    until = _deadline(api)
    run = await run_in_threadpool(start_run, api, thread_id, body)
    return _stream_of(request, run, body.stream_mode, Cursor(0, 0), until)


@router.post("/wait", response_model=None)
async def wait(thread_id: str, body: RunCreate, api: TheApi, request: Request) -> Json:
    """Start a run, and answer with the state that it comes to."""
    until = _deadline(api)
    run = await run_in_threadpool(start_run, api, thread_id, body)
    return await _end_of(request, run, until)


@router.get("/{run_id}", response_model=Run)
def get(thread_id: str, run_id: str, api: TheApi) -> Json:
    """Show a run."""
    run = find_run(api, thread_id, run_id)
    return Json(run_view(run, *status_of(run)))


@router.get("/{run_id}/join", response_model=None)
async def join(
    thread_id: str,
    run_id: str,
    query: Annotated[JoinQuery, Query()],
    api: TheApi,
    request: Request,
) -> Json:
    """Wait for a run, and answer with the state that it came to."""
    until = _deadline(api)
    run = await run_in_threadpool(find_run, api, thread_id, run_id)
    return await _end_of(request, run, until)


@router.get("/{run_id}/stream", response_class=Response, responses=_STREAM)
async def join_stream(
    thread_id: str,
    run_id: str,
    query: Annotated[StreamQuery, Query()],
    api: TheApi,
    request: Request,
    last_event_id: LastEventId = None,
) -> Response:
    """Show a run from its beginning, or from after the last event that the caller has."""
    until, after = _deadline(api), Cursor.parse(last_event_id)
    run = await run_in_threadpool(find_run, api, thread_id, run_id)
    return _stream_of(request, run, query.stream_mode or _DEFAULT_MODES, after, until)


def _deadline(api: Api) -> float:
    return time.monotonic() + api.settings.max_wait_seconds


def _stream_of(
    request: Request, run: LoggedRun, modes: Sequence[str], after: Cursor, until: float
) -> Response:
    modes = tuple(dict.fromkeys(modes))
    query = urlencode([("stream_mode", mode) for mode in modes])
    headers = {**_names(run), "Location": f"{_path(run)}/stream?{query}"}
    return stream_reply(follow(run, modes, after, until), headers, request_id(request.scope))


async def _end_of(request: Request, run: LoggedRun, until: float) -> Json:
    headers = {**_names(run), "Location": f"{_path(run)}/join"}
    meta = await wait_for_end(run, until, request.is_disconnected)
    if meta is None:
        error = StillRunningError(
            f"Run {run.id!r} goes on; it takes longer than one response may.",
            f"Wait for it with GET {headers['Location']}.",
        )
        return error_reply(request, error, headers)
    return Json(await run_in_threadpool(_result, run, meta), headers=headers)


def _result(run: LoggedRun, meta: Meta) -> Any:
    """The thread's state, with what is open or what went wrong."""
    head = run.log.load(run.spec)
    if meta.run == run.id and meta.status == "error":
        return {ERROR: error_of(run, head)}
    return reply_of(run.spec, head)


def _names(run: LoggedRun) -> dict[str, str]:
    """What tells a client the ids of the run it started."""
    return {"Content-Location": _path(run)}


def _path(run: LoggedRun) -> str:
    return f"/threads/{quote(run.thread, safe='')}/runs/{run.id}"
