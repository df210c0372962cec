import pytest

from stepgraph.checkpoint.memory import InMemorySaver
from stepgraph.errors import ConfigurationError, InvalidInputError, UnknownTypeError
from stepgraph.graph import StateGraph
from stepgraph.types import Command, Interrupt, interrupt
from tests.unit.graphs import chain, config, fan, says

QUESTION = "__interrupt__"


def asks_twice(_state):
    return {"log": [interrupt("one?"), interrupt("two?")]}


@pytest.fixture
def asking():
    return chain("a", "ask", ask=asks_twice).compile(InMemorySaver())


@pytest.fixture
def plain():
    return chain("a", "b").compile(InMemorySaver())


def test_invoke_gives_the_state_at_the_end(plain):
    assert plain.invoke({"value": 1}, config()) == {"value": 1, "log": ["a", "b"]}


def test_without_a_checkpointer_nothing_is_remembered():
    graph = chain("a").compile()
    assert graph.invoke({"value": 1}) == graph.invoke({"value": 1}) == {"value": 1, "log": ["a"]}


def test_a_thread_goes_on_where_it_was(plain):
    plain.invoke({"value": 1}, config())
    assert plain.invoke({"log": ["again"]}, config())["log"] == ["a", "b", "again", "a", "b"]
    assert plain.invoke({"value": 2}, config("other"))["log"] == ["a", "b"]


def test_the_caller_keeps_the_input_and_owns_the_output(plain):
    given = {"log": ["mine"]}
    first = plain.invoke(given, config())
    first["log"].append("evil")
    given["log"].append("evil")
    assert plain.get_state(config()).values["log"] == ["mine", "a", "b"]


def test_updates_show_each_node_and_values_each_checkpoint(plain):
    assert list(plain.stream({"value": 1}, config())) == [
        {"a": {"log": ["a"]}},
        {"b": {"log": ["b"]}},
    ]
    assert list(plain.stream({"value": 2}, config("v"), stream_mode="values")) == [
        {"value": 2, "log": []},
        {"value": 2, "log": ["a"]},
        {"value": 2, "log": ["a", "b"]},
    ]


def test_several_modes_come_as_pairs(plain):
    shown = list(plain.stream({"value": 1}, config(), stream_mode=["values", "updates"]))
    assert shown[0] == ("values", {"value": 1, "log": []})
    assert sorted(mode for mode, _ in shown) == ["updates"] * 2 + ["values"] * 3


def test_the_updates_of_a_fan_come_in_the_order_of_its_tasks():
    graph = fan(lambda n: {"log": [n]}).compile(InMemorySaver())
    shown = list(graph.stream({"value": 1}, config()))
    assert shown[1:4] == [{"worker": {"log": [n]}} for n in range(3)]


def test_a_node_that_writes_nothing_is_shown_with_none():
    assert list(chain("a", a=lambda _: None).compile().stream({"value": 1})) == [{"a": None}]


def test_an_unknown_mode_is_refused_with_the_known_ones(plain):
    with pytest.raises(InvalidInputError, match=r"no stream mode 'tokens'.*values, updates"):
        list(plain.stream({"value": 1}, config(), stream_mode="tokens"))


def test_what_a_consumer_does_to_an_event_changes_no_state(plain):
    for shown in plain.stream({"log": ["x"]}, config(), stream_mode="values"):
        shown["log"].append("evil")
    assert plain.get_state(config()).values["log"] == ["x", "a", "b"]


@pytest.mark.parametrize("mode", ["values", "updates"])
def test_what_a_consumer_does_to_an_event_the_next_node_does_not_see(mode):
    builder = chain("a", "b", a=lambda _: {"value": []}, b=lambda state: {"log": state["value"]})
    graph = builder.compile()
    for shown in graph.stream({"value": []}, stream_mode=mode):
        shown.get("a", shown).get("value", []).append("evil")
    assert shown in ({"value": ["evil"], "log": []}, {"b": {"log": []}})


def test_a_question_ends_the_run_and_its_answer_goes_on(asking):
    first = asking.invoke({"value": 1}, config())
    assert first == {"value": 1, "log": ["a"], QUESTION: first[QUESTION]}
    (question,) = first[QUESTION]
    assert isinstance(question, Interrupt)
    assert question.value == "one?"
    second = asking.invoke(Command(resume="yes"), config())
    assert [one.value for one in second[QUESTION]] == ["two?"]
    assert asking.invoke(Command(resume="no"), config()) == {"value": 1, "log": ["a", "yes", "no"]}


def test_a_question_is_the_last_thing_in_every_mode_of_a_stream(asking):
    shown = list(asking.stream({"value": 1}, config(), stream_mode=["updates", "values"]))
    assert [(mode, data[QUESTION][0].value) for mode, data in shown[-2:]] == [
        ("updates", "one?"),
        ("values", "one?"),
    ]


def test_a_resumed_stream_repeats_nothing_of_the_run_before(asking):
    list(asking.stream({"value": 1}, config()))
    (only,) = asking.stream(Command(resume="yes"), config())
    assert only[QUESTION][0].value == "two?"
    assert list(asking.stream(Command(resume="no"), config())) == [{"ask": {"log": ["yes", "no"]}}]


def test_going_on_without_an_answer_asks_the_same_again(asking):
    first = asking.invoke({"value": 1}, config())
    assert asking.invoke(None, config())[QUESTION] == first[QUESTION]
    assert asking.get_state(config()).interrupts == first[QUESTION]


def test_a_state_can_be_read_without_a_run(plain):
    empty = plain.get_state(config())
    assert (empty.values, empty.next, empty.tasks, empty.created_at) == ({}, (), (), None)
    assert list(plain.get_state_history(config())) == []


@pytest.mark.parametrize("call", ["invoke", "get_state"])
@pytest.mark.parametrize("given", [None, {}, {"configurable": {}}, {"configurable": None}])
def test_a_checkpointer_needs_a_thread(plain, call, given):
    arguments = ({"value": 1}, given) if call == "invoke" else (given,)
    with pytest.raises(ConfigurationError, match=r"names no thread.*thread_id"):
        getattr(plain, call)(*arguments)


def test_a_thread_needs_a_checkpointer():
    with pytest.raises(ConfigurationError, match=r"'graph' has no checkpointer.*Compile it"):
        chain("a").compile().get_state(config())


@pytest.mark.parametrize("input", [None, Command(resume="yes")])
def test_resuming_needs_a_checkpointer(input):
    with pytest.raises(ConfigurationError, match="nothing to resume"):
        chain("a").compile().invoke(input)


def test_the_same_graph_runs_on_another_table(plain):
    other = plain.with_checkpointer(InMemorySaver())
    plain.invoke({"value": 1}, config())
    assert other.get_state(config()).values == {}
    assert other.spec is plain.spec


def test_a_node_gets_the_config_of_its_run():
    graph = chain("a", a=lambda _, config: {"value": config}).compile(InMemorySaver())
    given = config("t", metadata={"why": "test"}, recursion_limit=9)
    given["configurable"]["user"] = "me"
    seen = graph.invoke({"value": 0}, given)["value"]
    assert seen["configurable"] == {"user": "me", "thread_id": "t"}
    assert (seen["metadata"], seen["recursion_limit"]) == ({"why": "test"}, 9)


def test_a_config_that_cannot_be_stored_is_refused_before_the_run_begins(plain):
    given = config()
    given["configurable"]["client"] = object()
    with pytest.raises(UnknownTypeError, match="The run's config"):
        plain.invoke({"value": 1}, given)
    assert list(plain.get_state_history(config())) == []


def test_a_number_names_a_thread_too(plain):
    plain.invoke({"value": 1}, config(7))
    assert plain.get_state(config("7")).values["value"] == 1


def test_a_graph_has_a_name():
    assert chain("a").compile().name == "graph"
    assert chain("a").compile(name="mine").name == "mine"


def test_the_builder_is_for_any_annotated_class():
    class Plain:
        value: int

    graph = StateGraph(Plain).add_node("a", says("a")).add_edge("__start__", "a").compile()
    assert list(graph.spec.channels) == ["value"]


def test_a_graph_is_drawn_and_says_what_may_be_wrong_with_it(plain):
    assert "a" in plain.get_graph().draw_ascii()
    assert "-->" in plain.get_graph().draw_mermaid()
    assert plain.warnings == ()
