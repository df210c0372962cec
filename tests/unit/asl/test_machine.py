import json
import os
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.graphs.spine import graph as spine
from stepgraph.asl import compile_machine, placeholders
from stepgraph.constants import END, START
from stepgraph.types import RetryPolicy
from tests.unit.graphs import chain, fan, nodes, says, sends_of, spec_of

GOLDEN = Path(__file__).parent / "golden" / "spine.asl.json"
MAX_STATE_NAME = 80


def either(_state) -> Literal["b", "__end__"]:
    return "b"


def anywhere(_state):
    return "b"


MACHINES = {
    "spine": spine.spec,
    "chain": spec_of(chain("a", "b")),
    "fan": spec_of(fan(lambda n: None)),
    "fan at the start": spec_of(
        nodes("worker", "j").add_conditional_edges(START, sends_of([1]), ["worker"])
    ),
    "fan without a join": spec_of(
        nodes("a", "worker")
        .add_edge(START, "a")
        .add_conditional_edges("a", sends_of([1]), ["worker"])
    ),
    "fan of fans": spec_of(
        nodes("a", "worker", "j")
        .add_edge(START, "a")
        .add_conditional_edges("a", sends_of([1]), ["worker"])
        .add_conditional_edges("worker", sends_of([1]), ["j"])
    ),
    "choice": spec_of(nodes("a", "b").add_edge(START, "a").add_conditional_edges("a", either)),
    "loop": spec_of(
        nodes("a", "b").add_edge(START, "a").add_conditional_edges("a", anywhere, ["a", "b"])
    ),
    "anywhere": spec_of(nodes("a", "b").add_edge(START, "a").add_conditional_edges("a", anywhere)),
    "destinations": spec_of(
        nodes("b").add_node("a", says("a"), destinations=["b", END]).add_edge(START, "a")
    ),
    "names": spec_of(chain("a" * 64, "résumé", "a b", "a_b", "a.b", "Run", "control")),
}

compiled = pytest.mark.parametrize("spec", MACHINES.values(), ids=MACHINES.keys())


def scopes(machine):
    """The machine and each machine within it."""
    yield machine
    for state in machine["States"].values():
        for inner in [state.get("ItemProcessor"), *state.get("Branches", [])]:
            if inner:
                yield from scopes(inner)


def targets(state):
    """Where a state may lead."""
    yield from (state[field] for field in ("Next", "Default") if field in state)
    for rule in (*state.get("Choices", ()), *state.get("Catch", ())):
        yield rule["Next"]


@compiled
def test_every_target_exists_and_every_state_is_reachable(spec):
    for scope in scopes(compile_machine(spec)):
        reached, front = set(), {scope["StartAt"]}
        while front:
            reached |= front
            front = {t for name in front for t in targets(scope["States"][name])} - reached
        assert reached == set(scope["States"])


@compiled
def test_names_are_unique_across_nesting_and_fit(spec):
    names = [name for scope in scopes(compile_machine(spec)) for name in scope["States"]]
    assert len(names) == len(set(names))
    assert max(map(len, names)) <= MAX_STATE_NAME


@compiled
def test_every_state_leads_on_or_ends(spec):
    for scope in scopes(compile_machine(spec)):
        for name, state in scope["States"].items():
            ends = state.get("End", False) or state["Type"] in ("Succeed", "Fail", "Choice")
            assert ends != ("Next" in state), name


@compiled
def test_each_node_is_a_task_of_its_own_name_with_its_own_function(spec):
    machine = compile_machine(spec)
    found = placeholders(spec)
    called = {}
    for scope in scopes(machine):
        for name, state in scope["States"].items():
            if state["Type"] == "Task":
                called[name] = found[state["Parameters"]["FunctionName"].strip("${}")]
    for node in spec.nodes:
        if node != START:
            assert called[node] == node
    assert len(set(found)) == len(found) == len(spec.nodes)


@compiled
def test_every_task_of_a_node_retries_and_catches_everything(spec):
    for scope in scopes(compile_machine(spec)):
        for name, state in scope["States"].items():
            if state["Type"] != "Task":
                continue
            assert state["Retry"], name
            caught = [catch["ErrorEquals"] for catch in state.get("Catch", [])]
            # Nothing catches what control itself cannot do; the run's status event does.
            assert caught == ([] if name == "run: leave" else [["States.ALL"]]), name


@compiled
def test_a_catch_and_a_map_keep_the_ticket(spec):
    for scope in scopes(compile_machine(spec)):
        for state in scope["States"].values():
            for catch in state.get("Catch", ()):
                assert catch["ResultPath"] == "$.error"
            if state["Type"] == "Map":
                assert state["ResultPath"] == "$.joined"
                assert 0 < state["MaxConcurrency"] <= 40


@compiled
def test_a_run_can_come_back_to_every_node(spec):
    machine = compile_machine(spec)
    route = machine["States"][machine["StartAt"]]
    assert {*spec.nodes} - {START} <= set(targets(route))


@compiled
def test_the_machine_is_json_and_the_same_each_time(spec):
    assert json.dumps(compile_machine(spec)) == json.dumps(compile_machine(spec))


def test_a_static_edge_is_one_transition():
    states = compile_machine(MACHINES["chain"])["States"]
    assert states["a"]["Next"] == "b"
    assert states["b"]["End"] is True


def test_a_choice_adds_one_state():
    states = compile_machine(MACHINES["choice"])["States"]
    choice = states[states["a"]["Next"]]
    assert choice["Type"] == "Choice"
    assert {rule["StringEquals"]: rule["Next"] for rule in choice["Choices"]} == {
        "b": "b",
        "__end__": "run: done",
    }
    assert choice["Default"] == "run: leave"


def test_a_fan_is_one_map_whose_branches_all_end_well():
    states = compile_machine(MACHINES["fan"])["States"]
    each = states["worker: each"]
    branch = each["ItemProcessor"]["States"]
    assert each["Next"] == "join"
    assert {state["Type"] for state in branch.values()} == {"Task", "Pass"}
    assert all(state["End"] for state in branch.values())


def test_nobody_but_control_commits_for_a_fan_that_leads_to_the_end():
    states = compile_machine(MACHINES["fan without a join"])["States"]
    assert states["worker: each"]["Next"] == "run: leave"


@given(st.sets(st.text("abc_. é-", min_size=1, max_size=5), min_size=1, max_size=6))
def test_every_node_has_a_placeholder_of_its_own_that_cloudformation_takes(names):
    found = placeholders(spec_of(chain(*sorted(names))))
    assert len(found) == len(names) + 1
    assert all(name.isascii() and name.isidentifier() for name in found)


def test_the_policy_of_a_node_is_in_its_task():
    policy = RetryPolicy(initial_interval=3, jitter=False)
    states = compile_machine(spec_of(chain("a", retry=policy)))["States"]
    assert states["a"]["Retry"][0]["IntervalSeconds"] == 3
    assert states["run: leave"]["Retry"][0]["IntervalSeconds"] == 1


def test_the_spine_compiles_to_the_golden_machine():
    """GOLDEN=update remakes the file; look at the difference before you keep it."""
    machine = json.dumps(compile_machine(spine.spec), indent=2) + "\n"
    if os.environ.get("GOLDEN") == "update":
        GOLDEN.write_text(machine)
    assert machine == GOLDEN.read_text()
