"""Threads: their rows, their state and their history."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from itertools import islice
from typing import Annotated

from fastapi import APIRouter, Query

from stepgraph.checkpoint.log import ThreadLog, utc_now
from stepgraph.checkpoint.records import Meta
from stepgraph.errors import ThreadExistsError
from stepgraph.graph.compiled import CompiledStateGraph
from stepgraph.server.api import Api, TheApi
from stepgraph.server.encoding import Json
from stepgraph.server.schemas import HistorySearch, StateQuery, Thread, ThreadCreate, ThreadState
from stepgraph.server.views import empty_snapshot, state_view, thread_view
from stepgraph.types import RunnableConfig, StateSnapshot

router = APIRouter(prefix="/threads", tags=["threads"])


@router.post("", response_model=Thread)
def create(body: ThreadCreate, api: TheApi) -> Json:
    """Make a thread."""
    thread = body.thread_id or str(uuid.uuid4())
    now = utc_now()
    log = ThreadLog(api.table, thread, tenant=api.tenant, clock=lambda: now)
    meta = log.create(body.metadata)
    # A thread that was there already has another birthday.
    if meta.created_at != now and body.if_exists == "raise":
        raise ThreadExistsError(
            f"Thread {thread!r} exists already.",
            'Use it, or send if_exists="do_nothing" to get it.',
        )
    return Json(thread_view(thread, meta, _state(api, thread, meta)))


@router.get("/{thread_id}", response_model=Thread)
def get(thread_id: str, api: TheApi) -> Json:
    """Show a thread."""
    meta = api.log(thread_id).meta()
    return Json(thread_view(thread_id, meta, _state(api, thread_id, meta)))


@router.get("/{thread_id}/state", response_model=ThreadState)
def get_state(thread_id: str, query: Annotated[StateQuery, Query()], api: TheApi) -> Json:
    """Show the newest state of a thread."""
    return Json(state_view(_state(api, thread_id, api.log(thread_id).meta())))


@router.post("/{thread_id}/history", response_model=list[ThreadState])
def get_history(thread_id: str, body: HistorySearch, api: TheApi) -> Json:
    """Show earlier states of a thread, newest first."""
    meta = api.log(thread_id).meta()
    wanted = (one for one in _history(api, thread_id, meta) if _is_wanted(one, body))
    return Json([state_view(snapshot) for snapshot in islice(wanted, body.limit)])


def _state(api: Api, thread: str, meta: Meta) -> StateSnapshot:
    if not meta.graph:
        return empty_snapshot(thread)
    return _graph(api, meta).get_state(_config(thread))


def _history(api: Api, thread: str, meta: Meta) -> Iterator[StateSnapshot]:
    if meta.graph:
        yield from _graph(api, meta).get_state_history(_config(thread))


def _graph(api: Api, meta: Meta) -> CompiledStateGraph:
    return CompiledStateGraph(api.bundle.spec(meta.graph), api.table)


def _config(thread: str) -> RunnableConfig:
    return {"configurable": {"thread_id": thread}}


def _is_wanted(snapshot: StateSnapshot, body: HistorySearch) -> bool:
    id = snapshot.config["configurable"]["checkpoint_id"]
    # Checkpoint ids sort as the log does.
    is_before = body.before_id is None or id < body.before_id
    return is_before and body.metadata.items() <= dict(snapshot.metadata or {}).items()
