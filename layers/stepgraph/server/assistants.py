"""Assistants: one for each graph of the bundle."""

from __future__ import annotations

import datetime as dt
import uuid
from operator import attrgetter
from typing import Annotated, Any

from fastapi import APIRouter, Path

from stepgraph.errors import GraphNotFoundError
from stepgraph.ops.bundle import FILE, Bundle
from stepgraph.server.api import TheApi
from stepgraph.server.encoding import Json
from stepgraph.server.schemas import Assistant, AssistantSearch

router = APIRouter(prefix="/assistants", tags=["assistants"])

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "stepgraph:graph")

AssistantId = Annotated[str, Path(description="The assistant's id, or its graph's name.")]


@router.post("/search", response_model=list[Assistant])
def search(body: AssistantSearch, api: TheApi) -> Json:
    """List the assistants."""
    found = [assistant_of(api.bundle, graph) for graph in api.bundle.names]
    found = [assistant for assistant in found if _matches(assistant, body)]
    found.sort(key=attrgetter("name"))
    found.sort(key=attrgetter(body.sort_by), reverse=body.sort_order == "desc")
    end = body.offset + body.limit
    more = {"X-Pagination-Next": str(end)} if end < len(found) else {}
    return Json([_selected(one, body) for one in found[body.offset : end]], headers=more)


@router.get("/{assistant_id}", response_model=Assistant)
def get(assistant_id: AssistantId, api: TheApi) -> Json:
    """Show one assistant."""
    return Json(assistant_of(api.bundle, graph_named(api.bundle, assistant_id)))


def assistant_id_of(graph: str) -> str:
    """The id of a graph's assistant."""
    return str(uuid.uuid5(_NAMESPACE, graph))


def graph_named(bundle: Bundle, assistant: str) -> str:
    """The graph that an assistant's id or a graph's name means."""
    for graph in bundle.names:
        if assistant in (graph, assistant_id_of(graph)):
            return graph
    raise GraphNotFoundError(
        f"There is no assistant {assistant!r}.",
        f"Use the id of one, or a graph's name: {', '.join(bundle.names) or 'none yet'}.",
    )


def assistant_of(bundle: Bundle, graph: str) -> Assistant:
    """The assistant of a graph; it is as old as the bundle."""
    changed = (bundle.root / FILE).stat().st_mtime
    at = dt.datetime.fromtimestamp(changed, dt.UTC).isoformat()
    return Assistant(
        assistant_id=assistant_id_of(graph),
        graph_id=graph,
        name=graph,
        metadata={"created_by": "system"},
        created_at=at,
        updated_at=at,
    )


def _matches(assistant: Assistant, body: AssistantSearch) -> bool:
    return (
        body.graph_id in (None, assistant.graph_id)
        and (body.name or "").lower() in assistant.name.lower()
        and body.metadata.items() <= assistant.metadata.items()
    )


def _selected(assistant: Assistant, body: AssistantSearch) -> dict[str, Any]:
    fields = dict(assistant)
    return fields if body.select is None else {key: fields[key] for key in body.select}
