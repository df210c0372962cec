"""The handlers themselves: thin, and guarded."""

import importlib

import pytest

from stepgraph.errors import InvalidTicketError


@pytest.mark.parametrize("name", ["node", "control", "finish"])
@pytest.mark.parametrize("event", [{}, {"ticket": None}, {"ticket": []}, {"ticket": "x"}])
def test_an_event_that_is_no_ticket_is_refused(name, event, monkeypatch):
    for variable, value in {"GRAPH": "spine", "TABLE": "log", "NODE": "plan"}.items():
        monkeypatch.setenv(f"STEPGRAPH_{variable}", value)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    module = importlib.import_module(f"functions.{name}.handler")
    with pytest.raises(InvalidTicketError):
        module.handler(event, None)
