"""Values as plain JSON, for readers who know nothing of Python."""

from __future__ import annotations

import base64
import datetime as dt
import json
import math
import uuid
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from fastapi.responses import Response
from pydantic import BaseModel

from stepgraph.types import Interrupt, Send


class Json(Response):
    """A response of plain JSON."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        """The body."""
        return to_json(content)


def to_json(value: Any) -> bytes:
    """`value` as JSON; what JSON does not have becomes the nearest thing that it has."""
    try:
        return _ENCODER.encode(value).encode()
    except (TypeError, ValueError):
        # NaN, or a key that is no text: rare enough that only they pay for a second pass.
        return _ENCODER.encode(_plain(value)).encode()


def _default(value: Any) -> Any:
    for kind, encode in _ENCODERS.items():
        if isinstance(value, kind):
            return encode(value)
    raise TypeError(f"A value of type {type(value).__qualname__} has no JSON form.")


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {_key(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, str | int | None):
        return value
    return _plain(_default(value))


def _key(key: Any) -> str:
    return key if isinstance(key, str) else to_json(key).decode().strip('"')


_ENCODERS: dict[type | tuple[type, ...], Callable[[Any], Any]] = {
    BaseModel: dict,
    Interrupt: lambda value: {"value": value.value, "id": value.id},
    Send: lambda value: {"node": value.node, "input": value.arg},
    (set, frozenset): list,
    (dt.datetime, dt.date): lambda value: value.isoformat(),
    (uuid.UUID, Decimal): str,
    bytes: lambda value: base64.b64encode(value).decode(),
}

_ENCODER = json.JSONEncoder(
    separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=_default
)
