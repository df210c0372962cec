"""Server-sent events."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping

from fastapi.responses import StreamingResponse

from stepgraph.server.encoding import to_json
from stepgraph.server.errors import error_body
from stepgraph.server.follow import Cursor, Shown

MEDIA_TYPE = "text/event-stream"
# A proxy that kept or collected events would hold them back.
_UNBUFFERED = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def stream_reply(
    events: AsyncIterator[Shown], headers: Mapping[str, str], request_id: str
) -> StreamingResponse:
    """The response that shows events as they come."""
    body = _frames(events, request_id)
    return StreamingResponse(body, media_type=MEDIA_TYPE, headers={**_UNBUFFERED, **headers})


def frame(event: str, data: object, id: Cursor | None = None) -> bytes:
    """One event in the bytes of the protocol."""
    name = f"id: {id}\nevent: {event}" if id else f"event: {event}"
    return name.encode() + b"\ndata: " + to_json(data) + b"\n\n"


async def _frames(events: AsyncIterator[Shown], request_id: str) -> AsyncIterator[bytes]:
    try:
        async for shown in events:
            yield frame(shown.event.mode, shown.event.data, shown.at)
    except Exception as error:
        # The status has gone out as 200 long ago; the stream itself has to say it.
        body = error_body(error, request_id)
        yield frame("error", {"error": body.code, "message": body.detail, **dict(body)})
