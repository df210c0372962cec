import pytest

from stepgraph.errors import EmptyInputError, StaleThreadError
from stepgraph.lambdas.launch import Launcher
from stepgraph.types import Command
from tests.unit.graphs import chain, log_of
from tests.unit.lambdas.machine import Machine, OneGraph
from tests.unit.lambdas.test_node import asks

VALUE = {"value": 1}


@pytest.fixture
def machine():
    return Machine(chain("a", a=asks))


def test_a_run_is_claimed_before_its_execution_starts(machine):
    seen = []

    def start(graph, name, input):
        meta = log_of(machine.table).meta()
        seen.append((graph, name == meta.run, meta.status))

    started = Launcher(OneGraph(machine.spec), machine.table, start).start("tiny", "t", VALUE, {})
    assert seen == [("tiny", True, "busy")]
    assert (started.graph, started.thread, started.seq) == ("tiny", "t", 1)
    assert started.run == log_of(machine.table).meta().run


def test_a_busy_thread_takes_no_second_run(machine):
    run = machine.start(VALUE)["run"]
    before = machine.items()
    with pytest.raises(StaleThreadError, match=rf"'t' is busy with run '{run}'.*Wait"):
        machine.start(VALUE)
    assert machine.items() == before
    assert len(machine.started) == 1


def test_each_run_has_a_name_of_its_own(machine):
    assert machine.start(VALUE)["run"] != machine.start(VALUE, thread="other")["run"]


def test_an_answer_starts_another_execution_on_the_same_checkpoint(machine):
    machine.run(VALUE)
    first = machine.started[0]
    second = machine.start(Command(resume="yes"))
    assert second["run"] != first["run"]
    assert {**second, "run": first["run"]} == first


def test_nothing_starts_where_there_is_nothing_to_do(machine):
    with pytest.raises(EmptyInputError):
        machine.start(None)
    assert machine.started == []
    assert machine.items() == []
