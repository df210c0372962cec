import io
import json

import pytest

from stepgraph.errors import InvalidTicketError, UnknownTypeError
from stepgraph.lambdas.handlers import guarded
from stepgraph.lambdas.signals import LambdaFault, NodeInterrupted
from stepgraph.ops.telemetry import logger

TICKET = {"graph": "g", "thread": "t", "run": "r", "seq": 3}


def raising(error):
    @guarded
    def handler(event, context):
        raise error

    return handler


@pytest.fixture
def logged(monkeypatch):
    """What has been logged since."""
    stream = io.StringIO()
    monkeypatch.setattr(logger().registered_handler, "stream", stream)
    return lambda: [json.loads(line) for line in stream.getvalue().splitlines()]


def test_an_answer_passes():
    assert guarded(lambda event, context: {"answer": event["ticket"]})({"ticket": 1}, None) == {
        "answer": 1
    }


@pytest.mark.parametrize("error", [NodeInterrupted("r", 3, "N:a"), InvalidTicketError("no", "do")])
def test_what_is_ours_passes_without_its_cause(error):
    with pytest.raises(type(error)) as caught:
        raising(error)({"ticket": TICKET}, None)
    assert caught.value is error
    assert error.__cause__ is None
    assert error.__suppress_context__


def test_anything_else_leaves_as_a_fault_that_says_where_to_look(logged):
    with pytest.raises(LambdaFault) as caught:
        raising(ValueError("my secret"))({"ticket": TICKET}, None)
    assert str(caught.value) == "LAMBDA_FAULT run=r seq=3 task="
    assert caught.value.__suppress_context__
    (line,) = logged()
    assert "my secret" in line["exception"]
    assert (line["graph"], line["thread"], line["run"], line["seq"]) == ("g", "t", "r", 3)


@pytest.mark.parametrize("event", [{}, [], None, {"ticket": None}, {"ticket": []}, {"ticket": "x"}])
def test_an_event_without_a_ticket_is_logged_and_leaves_as_a_fault_too(event, logged):
    with pytest.raises(LambdaFault, match="seq=0"):
        raising(KeyError("ticket"))(event, None)
    assert len(logged()) == 1


def test_a_position_that_is_no_number_breaks_nothing():
    with pytest.raises(LambdaFault, match="seq=0"):
        raising(ValueError())({"ticket": {**TICKET, "seq": "my secret"}}, None)


def test_the_lines_of_one_event_do_not_carry_the_keys_of_another(logged):
    handler = raising(UnknownTypeError("x"))
    for ticket in (TICKET, {}):
        with pytest.raises(UnknownTypeError):
            handler({"ticket": ticket}, None)
    first, second = logged()
    assert first["run"] == "r"
    assert second.get("run") is None


def test_a_handler_keeps_its_name():
    @guarded
    def handler(event, context):
        """What it does."""

    assert (handler.__name__, handler.__doc__) == ("handler", "What it does.")
