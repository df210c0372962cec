"""What a caller sees of a state: its keys, or the one value that a function has returned."""

from __future__ import annotations

from typing import Any

from stepgraph.engine.fold import Values
from stepgraph.engine.plan import visible
from stepgraph.engine.result import TaskResult
from stepgraph.engine.spec import GraphSpec


def state_of(spec: GraphSpec, values: Values) -> Any:
    """The state, as the history of its thread shows it."""
    return values.get(spec.output_channel) if spec.output_channel else visible(spec, values)


def written_by(spec: GraphSpec, result: TaskResult) -> Any:
    """What a task wrote, as its node would say it."""
    if spec.output_channel:
        return dict(result.writes).get(spec.output_channel)
    return {key: value for key, value in result.writes if key in spec.state_keys}
