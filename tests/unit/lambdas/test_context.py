import pytest

from stepgraph.checkpoint.memory import InMemorySaver
from stepgraph.errors import ConfigurationError, GraphNotFoundError, InvalidTicketError
from stepgraph.lambdas.context import LambdaContext, _remaining, context_from_environment, required
from tests.unit.graphs import chain
from tests.unit.lambdas.machine import Machine

MACHINE = Machine(chain("a"))
TICKET = MACHINE.start({"value": 1})


@pytest.fixture
def environment(monkeypatch):
    for name, value in {"GRAPH": "spine", "TABLE": "log", "NODE": "plan"}.items():
        monkeypatch.setenv(f"STEPGRAPH_{name}", value)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    return monkeypatch


def test_a_lambda_learns_its_graph_and_node_from_the_environment(environment):
    context = context_from_environment()
    assert (context.graph, context.spec.name, context.node) == ("spine", "spine", "plan")


def test_the_control_lambda_has_no_node(environment):
    environment.delenv("STEPGRAPH_NODE")
    assert context_from_environment().node == ""


@pytest.mark.parametrize("name", ["STEPGRAPH_GRAPH", "STEPGRAPH_TABLE"])
@pytest.mark.parametrize("value", [None, ""])
def test_what_is_missing_is_named_with_the_fix(environment, name, value):
    environment.setenv(name, "") if value == "" else environment.delenv(name)
    with pytest.raises(ConfigurationError, match=rf"{name} is not set\. Deploy"):
        required(name)
    with pytest.raises(ConfigurationError, match=name):
        context_from_environment()


def test_a_graph_that_is_not_there_is_named(environment):
    environment.setenv("STEPGRAPH_GRAPH", "gone")
    with pytest.raises(GraphNotFoundError, match="'gone'"):
        context_from_environment()


def work(event, graph="tiny"):
    context = LambdaContext(graph=graph, spec=MACHINE.spec, node="a", table=InMemorySaver())
    return context.work(event)


def test_an_event_is_an_attempt_at_a_ticket():
    assert work({"ticket": TICKET}).attempt == 1
    assert work({"ticket": TICKET, "retries": 2}).attempt == 3
    assert work({"ticket": TICKET}).ticket.to_json() == TICKET


def test_a_ticket_of_another_graph_is_refused():
    with pytest.raises(InvalidTicketError, match="for graph 'tiny'; this Lambda is of 'other'"):
        work({"ticket": TICKET}, graph="other")


def test_an_event_without_a_ticket_is_refused():
    with pytest.raises(InvalidTicketError):
        work({})


def test_the_time_that_a_lambda_has_left_is_the_time_of_its_task():
    class Context:
        def get_remaining_time_in_millis(self) -> int:
            return 2_500

    remaining = _remaining(Context())
    assert remaining is not None
    assert remaining() == 2.5
    assert _remaining(None) is None
