from dataclasses import replace

from stepgraph.checkpoint.memory import InMemorySaver
from stepgraph.execute import events_of
from stepgraph.execute.events import interrupt_events, open_interrupts, output_of
from tests.unit.graphs import begin, chain, log_of, side_by_side, spec_of, superstep

SPEC = spec_of(side_by_side("a", "b").add_node("j", lambda _: None).add_edge(["a", "b"], "j"))


def supersteps():
    log = log_of(InMemorySaver())
    head = begin(SPEC, log)
    return log, head, superstep(SPEC, log, head)


def test_a_checkpoint_shows_what_each_task_wrote_and_the_state_after_it():
    _, first, second = supersteps()
    assert list(events_of(SPEC, first.last, ["updates", "values"])) == [
        ("values", {"value": 0, "log": []})
    ]
    assert list(events_of(SPEC, second.last, ["updates", "values"])) == [
        ("updates", {"a": {"log": ["a"]}}),
        ("updates", {"b": {"log": ["b"]}}),
        ("values", {"value": 0, "log": ["a", "b"]}),
    ]


def test_what_is_read_from_the_log_shows_the_same():
    log, first, second = supersteps()
    stages = log.history(SPEC).stages
    for head, stage in zip((first, second), stages, strict=True):
        live = events_of(SPEC, head.last, ["updates", "values"])
        assert list(events_of(SPEC, stage, ["updates", "values"])) == list(live)


def test_only_the_modes_that_were_asked_for_are_shown():
    _, _, head = supersteps()
    assert {event.mode for event in events_of(SPEC, head.last, ["values"])} == {"values"}
    assert list(events_of(SPEC, head.last, [])) == []


def test_the_output_may_be_less_than_the_state():
    _, _, head = supersteps()
    assert output_of(replace(SPEC, output_keys=("value", "never")), head.last) == {"value": 0}


def test_open_questions_are_shown_once_in_each_mode():
    spec = spec_of(chain("a"))
    log = log_of(InMemorySaver())
    head = begin(spec, log)
    assert list(interrupt_events(spec, head, ["values"])) == []
    log.ask(head, "N:a", "why?")
    (question,) = open_interrupts(head)
    assert question.value == "why?"
    assert list(interrupt_events(spec, head, ["values", "updates"])) == [
        ("updates", {"__interrupt__": (question,)}),
        ("values", {"value": 0, "log": [], "__interrupt__": (question,)}),
    ]
