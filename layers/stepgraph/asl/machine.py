"""The machine: each node a Task of its own name, and around them what the console may ignore.

A node name holds no colon, so a name with one is always the machine's own.
"""

from __future__ import annotations

from typing import Any

from stepgraph.asl.names import CONTROL, node_placeholder
from stepgraph.asl.refusals import require_compilable
from stepgraph.asl.retry import retries_of
from stepgraph.constants import END, START
from stepgraph.engine import GraphSpec
from stepgraph.engine.exits import Exits, exits_of, fans_of
from stepgraph.lambdas.ticket import CARRIED, ENDED, FAN_OUT, INTERRUPTED

State = dict[str, Any]

_INVOKE = "arn:aws:states:::lambda:invoke"
_ROUTE = "run: route"
_LEAVE = "run: leave"
_DONE = "run: done"
_FAILED = "run: failed"
# Inline Maps run at most 40 at once; more is a Distributed Map's work.
_MAX_CONCURRENCY = 40


def compile_machine(spec: GraphSpec) -> dict[str, Any]:
    """The machine in Amazon States Language, with placeholders for the functions' names."""
    require_compilable(spec)
    nodes = [name for name in spec.nodes if name != START]
    fans = fans_of(spec)
    states: dict[str, State] = {_ROUTE: _route(nodes, fans)}
    for name in nodes:
        exits = exits_of(spec, name)
        states[name] = _node(spec, name) | _onward(name, exits)
        if exits.only is None:
            states[_choice_name(name)] = _choice(exits)
        if name in fans:
            states[_fan_name(name)] = _fan(spec, name, exits)
    states |= {_LEAVE: _leave(), _DONE: {"Type": "Succeed"}, _FAILED: _failed()}
    return {
        "Comment": f"Graph {spec.name}",
        "QueryLanguage": "JSONPath",
        "StartAt": _ROUTE,
        "States": states,
    }


def placeholders(spec: GraphSpec) -> dict[str, str | None]:
    """The names that stand for functions in the machine: of a node, or, with None, of control."""
    found: dict[str, str | None] = {
        node_placeholder(name): name for name in spec.nodes if name != START
    }
    return {**found, CONTROL: None}


def _node(spec: GraphSpec, name: str) -> State:
    retry = spec.nodes[name].retry
    catch = [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.error", "Next": _LEAVE}]
    return _invoke(node_placeholder(name)) | {"Retry": retries_of(retry), "Catch": catch}


def _invoke(placeholder: str) -> State:
    payload = {"ticket.$": "$", "retries.$": "$$.State.RetryCount"}
    return {
        "Type": "Task",
        "Resource": _INVOKE,
        "Parameters": {"FunctionName": f"${{{placeholder}}}", "Payload": payload},
        "OutputPath": "$.Payload",
    }


def _onward(name: str, exits: Exits) -> State:
    if exits.only == END:
        return {"End": True}
    return {"Next": exits.only or _choice_name(name)}


def _choice(exits: Exits) -> State:
    """What comes next is in the ticket; the node has made sure that it is one of these."""
    rules = [_rule(name, name) for name in exits.nodes if name != END]
    rules += [_fan_rule(fan) for fan in exits.fans]
    if END in exits.nodes:
        rules.append(_rule(ENDED, _DONE))
    return {"Type": "Choice", "Choices": rules, "Default": _LEAVE}


def _route(nodes: list[str], fans: tuple[str, ...]) -> State:
    """Where a run begins, resumes, and comes back to from `leave`."""
    rules = [_rule(name, name) for name in nodes]
    rules += [_fan_rule(fan) for fan in fans]
    rules += [_rule(ENDED, _DONE), _rule(INTERRUPTED, _DONE)]
    return {"Type": "Choice", "Choices": rules, "Default": _FAILED}


def _rule(value: str, target: str) -> State:
    return {"Variable": "$.next", "StringEquals": value, "Next": target}


def _fan_rule(fan: str) -> State:
    both = [
        {"Variable": "$.next", "StringEquals": FAN_OUT},
        {"Variable": "$.node", "StringEquals": fan},
    ]
    return {"And": both, "Next": _fan_name(fan)}


def _fan(spec: GraphSpec, name: str, exits: Exits) -> State:
    """One superstep: a branch for each task, each of which ends well, so that siblings finish."""
    one, left = f"{name}: one", f"{name}: left"
    task = _node(spec, name)
    task["Catch"] = [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.error", "Next": left}]
    fields = [field for field in CARRIED if field != "tasks"]
    item = {f"{field}.$": f"$.{field}" for field in fields}
    return {
        "Type": "Map",
        "ItemsPath": "$.tasks",
        "ItemSelector": {**item, "tasks.$": "States.Array($$.Map.Item.Value)"},
        "MaxConcurrency": _MAX_CONCURRENCY,
        "ItemProcessor": {
            "ProcessorConfig": {"Mode": "INLINE"},
            "StartAt": one,
            "States": {one: {**task, "End": True}, left: {"Type": "Pass", "End": True}},
        },
        "ResultSelector": {"superstep": "ran"},
        "ResultPath": "$.joined",
        # Where exactly one node follows, its Lambda commits for the fan; else control does.
        "Next": exits.only if exits.only not in (None, END) else _LEAVE,
    }


def _leave() -> State:
    """Where runs come to when they leave the static path; control reads the log."""
    return _invoke(CONTROL) | {"Retry": retries_of(None), "Next": _ROUTE}


def _failed() -> State:
    cause = "The run's error is in the log of its thread."
    return {"Type": "Fail", "Error": "RunFailed", "Cause": cause}


def _choice_name(node: str) -> str:
    return f"{node}: next"


def _fan_name(node: str) -> str:
    return f"{node}: each"
