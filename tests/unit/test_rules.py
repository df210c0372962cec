"""The rules of the engine, as DESIGN.md counts them; each holds with a log and without."""

import json

import pytest

from stepgraph.checkpoint.memory import InMemorySaver
from stepgraph.errors import (
    ConcurrentUpdateError,
    GraphRecursionError,
    StaleThreadError,
    UnknownTypeError,
)
from stepgraph.graph import END, START
from stepgraph.types import Command, Send, interrupt
from tests.unit.graphs import (
    AT_ONCE,
    begin,
    chain,
    config,
    items_of,
    log_of,
    nodes,
    run_to_end,
    says,
    sends_of,
    side_by_side,
    spec_of,
    superstep,
)


@pytest.fixture(params=[False, True], ids=["no log", "log"])
def run(request):
    """The log channel after a run of a builder."""

    def to_end(builder, input=None, **more):
        graph = builder.compile(InMemorySaver() if request.param else None)
        return graph.invoke(input or {"value": 0}, config(**more))["log"]

    return to_end


def test_1_writes_are_applied_nodes_by_name_then_sends_by_index(run):
    """However long each takes, and in whatever order the edges were added."""
    builder = nodes("z", "b", "a", "worker", worker=lambda arg: {"log": [arg]})
    for name in ("z", "b", "a"):
        builder.add_edge(START, name)
    builder.add_conditional_edges(START, sends_of([*range(11)]), ["worker"])
    assert run(builder) == ["a", "b", "z", *range(11)]


def test_2_every_task_reads_the_state_from_before_the_superstep(run):
    builder = side_by_side(
        "a", "b", a=lambda s: {"log": [("a", *s["log"])]}, b=lambda s: {"log": [("b", *s["log"])]}
    )
    assert run(builder, {"log": ["x"]}) == ["x", ("a", "x"), ("b", "x")]


def test_2_a_conditional_edge_sees_that_state_plus_only_its_own_nodes_writes(run):
    seen = {}

    def router_of(name):
        def router(state):
            seen[name] = state["log"]
            return END

        return router

    builder = side_by_side("a", "b")
    for name in ("a", "b"):
        builder.add_conditional_edges(name, router_of(name), [END])
    run(builder, {"log": ["x"]})
    assert seen == {"a": ["x", "a"], "b": ["x", "b"]}


def test_3_two_writes_to_a_last_value_are_an_error_that_names_both_nodes(run):
    both = {"a": lambda _: {"value": 1}, "b": lambda _: {"value": 1}}
    with pytest.raises(ConcurrentUpdateError, match=r"'value' got 2 writes .* from 'a' and 'b'"):
        run(side_by_side("a", "b", **both))


def uneven():
    """`a` leads to `j` at once, `b` by way of `c`."""
    builder = nodes("a", "b", "c", "j")
    return builder.add_edge(START, "a").add_edge(START, "b").add_edge("b", "c")


def test_4_two_edges_at_different_depths_run_their_end_twice(run):
    builder = uneven().add_edge("a", "j").add_edge("c", "j")
    assert run(builder) == ["a", "b", "c", "j", "j"]


def test_4_one_edge_from_both_runs_it_once_and_after_both(run):
    assert run(uneven().add_edge(["a", "c"], "j")) == ["a", "b", "c", "j"]


def test_4_a_waiting_edge_waits_again_the_next_time_around(run):
    def again(state):
        return "go" if state["log"].count("j") < 2 else END

    builder = nodes("go", "a", "b", "j").add_edge(START, "go")
    builder.add_edge("go", "a").add_edge("go", "b").add_edge(["a", "b"], "j")
    builder.add_conditional_edges("j", again, ["go", END])
    assert run(builder) == ["go", "a", "b", "j"] * 2


def test_5_a_send_carries_only_its_argument_and_equal_sends_both_run(run):
    builder = nodes("worker", worker=lambda arg: {"log": [arg]})
    builder.add_conditional_edges(START, sends_of([{"n": 1}, {"n": 1}]), ["worker"])
    assert run(builder, {"log": ["x"]}) == ["x", {"n": 1}, {"n": 1}]


def test_5_an_empty_list_ends_the_branch(run):
    builder = nodes("a", "worker").add_edge(START, "a")
    builder.add_conditional_edges("a", sends_of([]), ["worker"]).add_edge("worker", "a")
    assert run(builder) == ["a"]


def test_5_the_join_fires_one_superstep_after_all_of_them(run):
    builder = nodes("worker", "join", worker=says("w"), join=lambda s: {"log": [len(s["log"])]})
    builder.add_conditional_edges(START, sends_of([1, 2, 3]), ["worker"])
    assert run(builder.add_edge("worker", "join")) == ["w", "w", "w", 3]


def test_6_goto_adds_to_static_edges(run):
    builder = nodes("a", "b", "c", a=lambda _: Command(goto=["c", Send("c", 1)]))
    assert run(builder.add_edge(START, "a").add_edge("a", "b")) == ["b", "c", "c"]


def test_6_the_edges_of_a_failed_node_do_not_fire():
    table = InMemorySaver()
    graph = chain("a", "b", a=lambda state: state["gone"]).compile(table)
    with pytest.raises(KeyError):
        graph.invoke({"value": 0}, config())
    assert graph.get_state(config()).next == ("a",)
    assert graph.get_state(config()).values["log"] == []


def test_7_an_interrupted_node_reruns_from_the_top_and_takes_its_answers_by_call():
    tops = []

    def asks(_state):
        tops.append("top")
        return {"log": [interrupt("one?"), interrupt("two?")]}

    graph = chain("ask", ask=asks).compile(InMemorySaver())
    graph.invoke({"value": 0}, config())
    graph.invoke(Command(resume="first"), config())
    assert graph.invoke(Command(resume="second"), config())["log"] == ["first", "second"]
    assert len(tops) == 3


def test_8_after_a_partial_failure_only_what_failed_runs_again_and_the_rest_is_shown():
    calls = []

    def node(name, failures):
        def action(_state):
            calls.append(name)
            if calls.count(name) <= failures:
                raise ValueError(name)
            return {"log": [name]}

        return action

    async def patient(_state):
        calls.append("async")
        return {"log": ["async"]}

    graph = side_by_side("bad", "good", "async", bad=node("bad", 1), good=node("good", 0), **{
        "async": patient
    }).compile(InMemorySaver())  # fmt: skip
    with pytest.raises(ValueError, match="bad"):
        graph.invoke({"value": 0}, config())
    state = graph.get_state(config())
    assert [task.result for task in state.tasks] == [{"log": ["async"]}, None, {"log": ["good"]}]
    assert graph.invoke(None, config())["log"] == ["async", "bad", "good"]
    assert sorted(calls) == ["async", "bad", "bad", "good"]


def loop():
    def again(_state):
        return "a"

    return nodes("a").add_edge(START, "a").add_conditional_edges("a", again, ["a"])


@pytest.mark.parametrize("limit", [1, 3])
def test_9_the_recursion_limit_counts_supersteps_and_keeps_the_state(limit):
    graph = loop().compile(InMemorySaver())
    for runs in (1, 2):
        with pytest.raises(GraphRecursionError):
            graph.invoke(None if runs == 2 else {"value": 0}, config(recursion_limit=limit))
        assert graph.get_state(config()).values["log"] == ["a"] * limit * runs


@pytest.mark.parametrize("kept", [[], {}, [{"deep": []}]], ids=["list", "dict", "nested"])
def test_10_mutating_the_state_in_place_changes_nothing_for_anyone_else(run, kept):
    def spoils(state):
        state["log"].append("evil")
        state["value"] = "evil"
        state["new"] = "evil"

    def looks(state):
        return {"log": [sorted(state)]}

    builder = chain("a", "b", "c", a=spoils, b=looks, c=spoils)
    builder.add_node("sibling", looks).add_edge(START, "sibling")
    keys = ["log", "value"]
    assert run(builder, {"value": kept, "log": ["x"]}) == ["x", keys, keys]


def test_10_a_second_attempt_sees_nothing_of_what_the_first_changed(run):
    seen = []

    def node(state):
        seen.append(list(state["log"]))
        state["log"].append("evil")
        if len(seen) == 1:
            raise ConnectionError

    run(chain("a", a=node, retry=AT_ONCE), {"log": ["x"]})
    assert seen == [["x"], ["x"]]


def test_10_what_a_node_or_the_caller_keeps_of_a_value_is_a_copy(run):
    kept = ["mine"]

    def gives(_state):
        return {"value": kept}

    def spoils(_state):
        kept.append("evil")

    builder = chain("a", "b", "c", a=gives, b=spoils, c=lambda s: {"log": [s["value"]]})
    assert run(builder, {"value": kept}) == [["mine"]]


def test_11_of_two_runs_at_one_position_the_second_is_stale_and_nothing_is_lost():
    spec = spec_of(chain("a", "b"))
    log = log_of(InMemorySaver())
    first = begin(spec, log, run="first")
    second = begin(spec, log, run="second")
    with pytest.raises(StaleThreadError):
        superstep(spec, log, first)
    assert run_to_end(spec, log, second).checkpoint.values["log"] == ["a", "b"]
    assert log.load(spec).checkpoint.values["log"] == ["a", "b"]


class Unknown:
    pass


def test_12_an_unknown_type_is_an_error_that_names_channel_type_and_fix():
    graph = chain("a", a=lambda _: {"value": [Unknown()]}).compile(InMemorySaver())
    with pytest.raises(UnknownTypeError) as caught:
        graph.invoke({"value": 0}, config())
    message = str(caught.value)
    assert "Channel 'value'" in message
    assert "test_rules.Unknown" in message
    assert "Write a dict" in message


def test_12_there_is_no_pickle_in_the_log():
    table = InMemorySaver()
    chain("a").compile(table).invoke({"value": (1, {2}, b"3")}, config())
    bodies = [item["body"] for item in items_of(table) if "body" in item]
    assert len(bodies) == 2
    for body in bodies:
        assert isinstance(body, bytes)
        assert json.loads(body)
