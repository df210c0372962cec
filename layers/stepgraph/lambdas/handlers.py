"""The frame around every handler: a line in the log for what went wrong, and no user data out."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any

from stepgraph.errors import StepgraphError
from stepgraph.lambdas.signals import LambdaFault, Signal
from stepgraph.ops.telemetry import logger

Event = Mapping[str, Any]
Handler = Callable[[Event, Any], Any]


def guarded(handler: Handler) -> Handler:
    """Log what a handler raises; let only what is ours to Step Functions."""

    @functools.wraps(handler)
    def guard(event: Event, context: Any) -> Any:
        found = event.get("ticket") if isinstance(event, Mapping) else None
        ticket = found if isinstance(found, Mapping) else {}
        keys = {name: ticket.get(name) for name in ("graph", "thread", "run", "seq")}
        log = logger()
        log.append_keys(**keys, request=getattr(context, "aws_request_id", None))
        try:
            return handler(event, context)
        except Signal as signal:
            log.info("left", signal=type(signal).__name__, code=signal.code)
            raise signal from None
        except StepgraphError as error:
            log.error("refused", error=type(error).__name__, code=error.code, detail=str(error))
            raise error from None
        except Exception:
            log.exception("broke")
            seq = keys["seq"] if isinstance(keys["seq"], int) else 0
            raise LambdaFault(str(keys["run"]), seq, "") from None

    return guard
