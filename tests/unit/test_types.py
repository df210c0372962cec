import pytest

from stepgraph.errors import GraphInterrupt
from stepgraph.types import (
    Command,
    Interrupt,
    PregelTask,
    RetryPolicy,
    Send,
    StateSnapshot,
    interrupt,
)


def test_sends_are_equal_by_value_and_cannot_change():
    assert Send("a", {"n": 1}) == Send("a", {"n": 1}) != Send("b", {"n": 1})
    with pytest.raises(AttributeError):
        Send("a", 1).node = "b"  # type: ignore[misc]


def test_a_command_says_nothing_until_told():
    command: Command = Command()
    assert (command.update, command.goto, command.resume, command.graph) == (None, (), None, None)


def test_a_retry_policy_is_langgraphs_by_default():
    assert RetryPolicy()[:5] == (0.5, 2.0, 128.0, 3, True)


def test_what_is_read_back_of_a_thread_can_be_unpacked():
    assert StateSnapshot._fields == (
        "values", "next", "config", "metadata", "created_at", "parent_config", "tasks",
        "interrupts",
    )  # fmt: skip
    assert PregelTask._fields == ("id", "name", "path", "error", "interrupts", "state", "result")
    assert PregelTask("1", "a", ())[3:] == (None, (), None, None)


def test_an_interrupt_without_an_answer_carries_its_value_out():
    raised = GraphInterrupt((Interrupt("why?"),))
    assert raised.interrupts[0].value == "why?"
    assert GraphInterrupt().interrupts == ()


def test_nobody_can_be_asked_outside_a_node():
    with pytest.raises(RuntimeError, match="from a node's code"):
        interrupt("why?")
