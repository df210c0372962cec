"""What the server says of itself."""

from __future__ import annotations

from fastapi import APIRouter

from stepgraph import __version__
from stepgraph.server.encoding import Json
from stepgraph.server.schemas import Info, Ok

router = APIRouter(tags=["system"])


@router.get("/ok", response_model=Ok)
async def ok() -> Json:
    """Answer, without asking anything else for it."""
    return Json(Ok())


@router.get("/info", response_model=Info)
async def info() -> Json:
    """Say which version this is, and what it can do."""
    return Json(Info(version=__version__, flags={"assistants": True, "crons": False}))
