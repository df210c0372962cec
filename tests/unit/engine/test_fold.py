import copy
from operator import add

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepgraph.channels import (
    AnyValue,
    Barrier,
    BinaryOperatorAggregate,
    Channel,
    EphemeralValue,
    LastValueAfterFinish,
    NamedBarrierValue,
    Topic,
)
from stepgraph.checkpoint.reading import walk
from stepgraph.checkpoint.records import Entry
from stepgraph.engine import GraphSpec, TaskResult, fold
from stepgraph.engine.fold import fold_channel, fold_writes, initial_values
from stepgraph.errors import ConcurrentUpdateError, InvalidUpdateError, ReducerError
from stepgraph.types import Overwrite, Send
from tests.unit.channels.kinds import KINDS
from tests.unit.graphs import nodes, spec_of

SPEC = spec_of(
    nodes("a", "b", "j").add_edge("__start__", "a").add_edge("a", "b").add_edge(["a", "b"], "j")
)
JOIN = "join:a|b:j"


def result(node, *writes, routes=()):
    return TaskResult(f"N:{node}", node, writes, routes)


def spec_with(joins=None, **channels):
    return GraphSpec("made", channels, {}, joins or {})


def test_a_thread_starts_with_what_its_reducers_start_from():
    assert initial_values(SPEC) == {"log": []}
    assert fold(SPEC, {}, [])[0] == {"log": []}


def test_writes_apply_in_the_order_of_the_results():
    after, _ = fold(SPEC, {"log": [0]}, [result("a", ("log", [1])), result("b", ("log", [2]))])
    assert after == {"log": [0, 1, 2]}


def test_the_values_before_stay_as_they_were():
    before = {"log": [0], "value": 1, JOIN: ["a"]}
    fold(SPEC, before, [result("b", ("log", [1]), ("value", 2), (JOIN, "b"))])
    assert before == {"log": [0], "value": 1, JOIN: ["a"]}


def test_two_writes_to_a_last_value_name_channel_and_writers():
    with pytest.raises(ConcurrentUpdateError) as caught:
        fold(SPEC, {}, [result(node, ("value", 1)) for node in ("a", "b", "j")])
    assert caught.value.problem == (
        "Channel 'value' got 3 writes in one superstep, from 'a' and 'b' and 'j'."
    )
    assert "reducer" in caught.value.next_step


def test_a_barrier_opens_once_and_fills_again():
    half, opened = fold(SPEC, {}, [result("a", (JOIN, "a"))])
    assert opened == set()
    after, opened = fold(SPEC, half, [result("b", (JOIN, "b"))])
    assert opened == {"j"}
    assert JOIN not in after
    assert fold(SPEC, after, [result("b", (JOIN, "b"))])[1] == set()


@given(st.lists(st.lists(st.integers()), max_size=6), st.integers(0, 6))
def test_folding_two_supersteps_is_folding_their_writes_in_turn(writes, cut):
    results = [result("a", ("log", write)) for write in writes]
    first, _ = fold(SPEC, {}, results[:cut])
    assert fold(SPEC, first, results[cut:])[0] == fold(SPEC, {}, results)[0]


@pytest.mark.parametrize("fleeting", [AnyValue(int), EphemeralValue(int), Topic(int)])
def test_a_superstep_that_does_not_write_a_fleeting_channel_clears_it(fleeting):
    spec = spec_with(now=fleeting, log=BinaryOperatorAggregate(list, add))
    written, _ = fold(spec, {}, [result("a", ("now", 1))])
    assert written["log"] == []
    assert "now" in written
    assert fold(spec, written, [result("a", ("log", [2]))])[0] == {"log": [2]}


def test_a_channel_that_folds_to_nothing_is_no_part_of_the_state():
    spec = spec_with(topic=Topic(int, accumulate=True))
    assert fold(spec, {"topic": [1]}, [result("a", ("topic", Overwrite([])))])[0] == {}
    assert fold(spec, {}, [result("a", ("topic", []))])[0] == {}


def test_two_overwrites_in_one_superstep_name_channel_and_writers():
    writes = [result("a", ("log", Overwrite([1]))), result("b", ("log", [2]))]
    assert fold(SPEC, {"log": [0]}, writes)[0] == {"log": [1]}
    with pytest.raises(ConcurrentUpdateError) as caught:
        fold(SPEC, {}, [*writes, result("j", ("log", {"__overwrite__": [3]}))])
    assert caught.value.problem == (
        "Channel 'log' got 2 Overwrites in one superstep, from 'a' and 'j'."
    )


def test_a_reducer_that_raises_names_channel_writers_and_cause():
    before = {"log": [0], "value": 1}
    with pytest.raises(ReducerError) as caught:
        fold(SPEC, before, [result("a", ("value", 2), ("log", [1])), result("b", ("log", 3))])
    assert caught.value.code == "STATE_REDUCER_FAILED"
    assert "Channel 'log' could not fold what 'a' and 'b' wrote: TypeError:" in str(caught.value)
    assert isinstance(caught.value, InvalidUpdateError)
    assert isinstance(caught.value.__cause__, TypeError)
    assert before == {"log": [0], "value": 1}


def test_a_reducer_that_raises_says_what_it_knows_where_the_writers_are_unknown():
    with pytest.raises(ReducerError, match="'log' could not fold what was written: TypeError"):
        fold_channel(SPEC, {}, "log", [1])


def test_a_name_that_a_barrier_does_not_wait_for_names_the_channel():
    spec = spec_with(ready=NamedBarrierValue(str, ["x"]))
    with pytest.raises(ReducerError, match=r"'ready' could not fold what 'a' wrote.*'y' is not"):
        fold(spec, {}, [result("a", ("ready", "y"))])


class Picky(Channel):
    def fold(self, value, writes):
        raise InvalidUpdateError("No.", "Ask another.")


def test_an_error_of_the_tree_keeps_its_code_and_learns_its_channel():
    with pytest.raises(InvalidUpdateError) as caught:
        fold(spec_with(picky=Picky()), {}, [result("a", ("picky", 1))])
    assert caught.value.problem == "No."
    assert caught.value.__notes__ == ["While folding what was written to channel 'picky'."]


DEFERRED = spec_with(
    {"any": "d", "both": "e"},
    any=Barrier((), after_finish=True),
    both=Barrier(["a", "b"], after_finish=True),
    late=LastValueAfterFinish(int),
)


@pytest.mark.parametrize("leads_on", ["next", Send("next", None)])
def test_what_waits_for_the_finish_waits_while_something_leads_on(leads_on):
    writes = (("any", "a"), ("late", 1))
    after, opened = fold(DEFERRED, {}, [result("a", *writes, routes=(leads_on, "__end__"))])
    assert opened == set()
    assert after == {"any": ["a"], "late": (1, False)}
    after, opened = fold(DEFERRED, after, [result("next", routes=("__end__",))])
    assert opened == {"d"}
    assert after == {"late": (1, True)}


def test_all_that_is_complete_opens_at_the_finish_together():
    half, opened = fold(DEFERRED, {}, [result("a", ("both", "a"))])
    assert opened == set()
    assert fold(DEFERRED, half, [result("b", ("both", "b"), ("any", "b"))])[1] == {"d", "e"}


def test_a_barrier_that_opens_now_puts_off_the_finish():
    spec = spec_with({"now": "n", "any": "d"}, now=Barrier("a"), any=Barrier((), after_finish=True))
    after, opened = fold(spec, {}, [result("a", ("now", "a"), ("any", "a"))])
    assert opened == {"n"}
    assert fold(spec, after, [result("n")])[1] == {"d"}


def test_no_results_are_no_finish():
    assert fold(DEFERRED, {"any": ["a"]}, []) == ({"any": ["a"]}, set())


def test_the_writes_of_one_node_show_what_its_edges_see_and_open_nothing():
    spec = spec_with({"j": "n"}, j=Barrier("a"), now=EphemeralValue(int), log=KINDS["list"].channel)
    seen = fold_writes(spec, {"now": 1, "log": [1]}, [result("a", ("log", [2]), ("j", "a"))])
    assert seen == {"log": [1, 2], "j": ["a"]}


EVERY = spec_with(
    {"barrier": "next"}, **{name: kind.channel for name, kind in KINDS.items()}, now=Topic(int)
)


def writes_to(name):
    return st.tuples(st.just(name), KINDS[name].writes)


def overwrites_of(name):
    return st.tuples(st.just(name), KINDS[name].writes.map(Overwrite))


one_write = st.one_of(
    [writes_to(name) for name in KINDS] + [overwrites_of(name) for name in ("in place", "delta")]
)


def results_of(data):
    """One superstep: each node writes what it likes, and nothing that only one may."""
    results, taken = [], set()
    for node in data.draw(st.sets(st.sampled_from("abc"), min_size=1)):
        writes = dict(data.draw(st.lists(one_write, max_size=4)))
        own = {k: v for k, v in writes.items() if k not in taken}
        taken |= {k for k, v in own.items() if EVERY.channels[k].exclusive or type(v) is Overwrite}
        routes = data.draw(st.sampled_from([(), ("next",), ("__end__",)]))
        results.append(result(node, *own.items(), routes=routes))
    return results


def entry_of(seq, results):
    return Entry(seq, seq - 1, "loop", "run", "c", seq, "", 1, 0, 0, results=tuple(results))


@given(st.data())
def test_a_replay_from_the_log_is_what_the_live_fold_was(data):
    values: dict = {}
    live, entries = [], []
    for seq in range(1, data.draw(st.integers(2, 5)) + 1):
        results = results_of(data)
        entries.append(entry_of(seq, copy.deepcopy(results)))
        for one in results:
            fold_writes(EVERY, values, [one])
        values, _ = fold(EVERY, values, results)
        live.append((values, copy.deepcopy(values)))
    assert [stage.checkpoint.values for stage in walk(EVERY, entries)] == [then for _, then in live]
    assert all(now == then for now, then in live)
