"""Values as typed JSON: what comes back is equal and of the same type. No pickle."""

from __future__ import annotations

import base64
import datetime as dt
import decimal
import json
import math
import uuid
from collections.abc import Callable
from typing import Any

from stepgraph.errors import DamagedItemError, UnknownTypeError
from stepgraph.types import Overwrite, Send

# A JSON object with this key is not a dict of the user's but a value of another type.
TAG = "~"
VALUE = "v"

# Messages are of one package, so a type need not be looked up to know that it is one.
_MESSAGES = "stepgraph.message"

_PLAIN = (str, int, bool, type(None))
_DAMAGES = (
    ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError,
)  # fmt: skip

_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode


def dumps(value: Any, where: str) -> bytes:
    """`value` as JSON; `where` names its place in the error for a type that is not known."""
    return encode(pack(value, where))


def encode(packed: Any) -> bytes:
    """Packed values as JSON."""
    return _encode(packed).encode()


def loads(data: bytes) -> Any:
    """The value that `dumps` was given."""
    try:
        return _unpack(json.loads(data))
    except _DAMAGES as error:
        # The name only: what the error says may quote the user's data.
        raise DamagedItemError(
            f"Stored data is not in the log's format: {type(error).__name__}.",
            "Restore the item from a backup, or fork the thread from an earlier checkpoint.",
        ) from error


def pack(value: Any, where: str) -> Any:
    """`value` in the types of JSON, with a tag around what JSON does not have."""
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is list:
        return [pack(item, where) for item in value]
    if kind is dict:
        return _pack_dict(value, where)
    if kind is float and math.isfinite(value):
        return value
    packer = _PACKERS.get(kind)
    if packer is None and kind.__module__.startswith(_MESSAGES):
        return _pack_message(value, where)
    if packer is None:
        raise UnknownTypeError(
            f"{where} holds a value of type {kind.__module__}.{kind.__qualname__}, "
            "which cannot be stored.",
            "Write a dict, list, str, number, bool, None, tuple, set, bytes, datetime, date, "
            "UUID or Decimal in its place.",
        )
    tag, content = packer
    return {TAG: tag, VALUE: content(value, where)}


def _pack_datetime(value: dt.datetime) -> Any:
    """ISO text; Python reads no offsets of less than a second from it, so those stand beside it."""
    offset = value.utcoffset()
    if offset is None or not offset.microseconds:
        return value.isoformat()
    return [value.replace(tzinfo=None).isoformat(), offset // dt.timedelta(microseconds=1)]


def _unpack_datetime(packed: Any) -> dt.datetime:
    if isinstance(packed, str):
        return dt.datetime.fromisoformat(packed)
    text, microseconds = packed
    zone = dt.timezone(dt.timedelta(microseconds=microseconds))
    return dt.datetime.fromisoformat(text).replace(tzinfo=zone)


def _pack_message(value: Any, where: str) -> Any:
    """A message, or a list of them; what no graph imports, the node path need not."""
    if isinstance(value, list):
        return [pack(item, where) for item in value]
    from stepgraph.message.codec import to_plain

    return {TAG: "message", VALUE: pack(to_plain(value), where)}


def _unpack_message(packed: Any) -> Any:
    from stepgraph.message.codec import from_plain

    return from_plain(_unpack(packed))


def _pack_dict(value: dict[Any, Any], where: str) -> Any:
    if TAG not in value and all(type(key) is str for key in value):
        return {key: pack(item, where) for key, item in value.items()}
    pairs = [[pack(key, where), pack(item, where)] for key, item in value.items()]
    return {TAG: "dict", VALUE: pairs}


def _pack_items(value: Any, where: str) -> list[Any]:
    return [pack(item, where) for item in value]


def _pack_sorted(value: Any, where: str) -> list[Any]:
    """Sets have no order of their own; equal sets are to be equal bytes."""
    return sorted(_pack_items(value, where), key=lambda item: json.dumps(item, sort_keys=True))


_PACKERS: dict[type, tuple[str, Callable[[Any, str], Any]]] = {
    float: ("float", lambda value, _: repr(value)),
    tuple: ("tuple", _pack_items),
    set: ("set", _pack_sorted),
    frozenset: ("frozenset", _pack_sorted),
    bytes: ("bytes", lambda value, _: base64.b64encode(value).decode("ascii")),
    dt.datetime: ("datetime", lambda value, _: _pack_datetime(value)),
    dt.date: ("date", lambda value, _: value.isoformat()),
    uuid.UUID: ("uuid", lambda value, _: str(value)),
    decimal.Decimal: ("decimal", lambda value, _: str(value)),
    Overwrite: ("overwrite", lambda value, where: pack(value.value, where)),
    Send: ("send", lambda value, where: [value.node, pack(value.arg, where)]),
}

_UNPACKERS: dict[str, Callable[[Any], Any]] = {
    "message": _unpack_message,
    "dict": lambda pairs: {_unpack(key): _unpack(item) for key, item in pairs},
    "float": float,
    "tuple": lambda items: tuple(_unpack(item) for item in items),
    "set": lambda items: {_unpack(item) for item in items},
    "frozenset": lambda items: frozenset(_unpack(item) for item in items),
    "bytes": base64.b64decode,
    "datetime": _unpack_datetime,
    "date": dt.date.fromisoformat,
    "uuid": uuid.UUID,
    "decimal": decimal.Decimal,
    "overwrite": lambda packed: Overwrite(_unpack(packed)),
    "send": lambda pair: Send(pair[0], _unpack(pair[1])),
}


def _unpack(value: Any) -> Any:
    if type(value) is list:
        return [_unpack(item) for item in value]
    if type(value) is not dict:
        return value
    if TAG not in value:
        return {key: _unpack(item) for key, item in value.items()}
    return _UNPACKERS[value[TAG]](value[VALUE])
