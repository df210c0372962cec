import json

import pytest

from stepgraph.errors import InvalidTicketError
from stepgraph.lambdas.ticket import CARRIED, read_ticket
from tests.unit.graphs import chain
from tests.unit.lambdas.machine import Machine

TICKET = Machine(chain("a")).start({"value": 1})


def test_a_ticket_comes_back_through_json():
    assert read_ticket(json.loads(json.dumps(TICKET))).to_json() == TICKET


def test_what_the_machine_adds_is_not_carried_on():
    ticket = read_ticket({**TICKET, "joined": {"superstep": "ran"}, "error": {"Error": "x"}})
    assert ticket.joined
    assert ticket.to_json() == TICKET
    assert set(TICKET) == set(CARRIED)


@pytest.mark.parametrize("event", [None, [], "ticket", 1])
def test_what_is_no_object_is_no_ticket(event):
    with pytest.raises(InvalidTicketError, match="not a JSON object"):
        read_ticket(event)


def test_a_ticket_is_small():
    assert len(json.dumps(TICKET)) < 400
