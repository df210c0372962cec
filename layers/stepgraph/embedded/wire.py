"""As much of HTTP/1.1 as the Lambda runtime client speaks."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPMessage, parse_headers

# A stack trace rides in a header, which the runtime client keeps under 1 MiB; the rest of the
# head is small.
HEAD_LIMIT = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Request:
    """A request read whole."""

    method: str
    path: str
    headers: HTTPMessage
    body: bytes


@dataclass(frozen=True, slots=True)
class Response:
    """A response; its length is added when it is written."""

    status: HTTPStatus
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


async def read_request(reader: asyncio.StreamReader) -> Request | None:
    """The next request of a connection, or None where the other side has closed it."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        line, _, rest = head.partition(b"\r\n")
        method, path, _ = line.decode("ascii").split(" ", 2)
        headers = parse_headers(io.BytesIO(rest))
        body = await reader.readexactly(int(headers.get("Content-Length", 0)))
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
    return Request(method, path, headers, body)


def written(response: Response) -> bytes:
    """The bytes of a response."""
    lines = [
        f"HTTP/1.1 {response.status.value} {response.status.phrase}",
        *(f"{name}: {value}" for name, value in response.headers.items()),
        f"Content-Length: {len(response.body)}",
        "\r\n",
    ]
    return "\r\n".join(lines).encode("latin-1") + response.body
