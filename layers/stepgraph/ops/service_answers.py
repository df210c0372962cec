"""What a service answered, read off the exception of whatever client called it. Pure.

Clients keep it in a few places: httpx, requests and the SDKs over them on the exception or on its
`response`; boto3 in a dict; PynamoDB in attributes of its own. None of them needs to be imported.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

_FIRST_FAILURE, _LAST_FAILURE = 400, 599
_MILLISECONDS = 1_000


def status_of(error: BaseException) -> int | None:
    """The HTTP status of a failure, if the error stands for one."""
    response = attribute(error, "response")
    candidates = (
        attribute(error, "status_code"),
        attribute(error, "status"),
        attribute(error, "code"),
        attribute(response, "status_code"),
        attribute(response, "status"),
        _entry(response, "ResponseMetadata", "HTTPStatusCode"),
    )
    return next((int(value) for value in candidates if _is_failure(value)), None)


def aws_code_of(error: BaseException) -> str | None:
    """The error code of AWS, if the error carries one."""
    found = _entry(attribute(error, "response"), "Error", "Code")
    code = found or attribute(error, "cause_response_code")
    return code if isinstance(code, str) else None


def retry_after_of(error: BaseException) -> float | None:
    """The seconds that the service, or the exception itself, asks callers to wait."""
    own = _seconds(attribute(error, "retry_after"))
    asked = (own, *map(_wait_in, _headers(error)))
    return next((seconds for seconds in asked if seconds is not None), None)


def attribute(holder: object, name: str) -> Any:
    """The attribute; None where there is none, or where reading it fails."""
    try:
        return getattr(holder, name, None)
    except Exception:
        return None


def _is_failure(status: object) -> bool:
    return isinstance(status, int) and _FIRST_FAILURE <= status <= _LAST_FAILURE


def _entry(holder: object, *names: str) -> Any:
    """What a dict within dicts holds."""
    for name in names:
        holder = holder.get(name) if isinstance(holder, Mapping) else None
    return holder


def _headers(error: BaseException) -> Iterator[dict[str, str]]:
    response = attribute(error, "response")
    found = (
        attribute(response, "headers"),
        attribute(error, "headers"),
        _entry(response, "ResponseMetadata", "HTTPHeaders"),
    )
    return map(_lower, found)


def _lower(headers: Any) -> dict[str, str]:
    try:
        return {str(name).lower(): str(value) for name, value in headers.items()}
    except Exception:
        # Anything may be called headers.
        return {}


def _wait_in(headers: Mapping[str, str]) -> float | None:
    milliseconds = _seconds(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return milliseconds / _MILLISECONDS
    asked = headers.get("retry-after")
    seconds = _seconds(asked)
    return _between(headers.get("date"), asked) if seconds is None else seconds


def _between(sent: str | None, until: str | None) -> float | None:
    """The seconds from one HTTP date to another; the answer's own date stands for a clock."""
    if not sent or not until:
        return None
    # It brings a mail library along, for a header that mostly holds a number.
    from email.utils import parsedate_to_datetime

    try:
        return _seconds(
            (parsedate_to_datetime(until) - parsedate_to_datetime(sent)).total_seconds()
        )
    except (ValueError, TypeError):
        return None


def _seconds(value: Any) -> float | None:
    try:
        seconds = float(value)
    except (TypeError, ValueError):
        return None
    return seconds if 0 <= seconds < math.inf else None
