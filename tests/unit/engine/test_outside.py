from stepgraph.engine import TaskResult
from stepgraph.engine.outside import state_of, written_by
from stepgraph.func import entrypoint
from tests.unit.graphs import chain, spec_of

KEYS = spec_of(chain("a"))
VALUE = entrypoint()(lambda given: given).spec


def test_a_state_is_its_keys():
    assert state_of(KEYS, {"value": 1, "other": 2}) == {"value": 1}
    result = TaskResult("N:a", "a", (("value", 1), ("other", 2)))
    assert written_by(KEYS, result) == {"value": 1}


def test_of_a_function_it_is_what_that_has_returned():
    assert state_of(VALUE, {"__start__": 1}) is None
    assert state_of(VALUE, {"__end__": [1], "__previous__": 2}) == [1]
    result = TaskResult("N:f", "f", (("__end__", 0), ("__previous__", 2)))
    assert written_by(VALUE, result) == 0
