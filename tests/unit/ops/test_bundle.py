import sys

import pytest

from stepgraph.errors import ConfigurationError, GraphNotFoundError
from stepgraph.ops.bundle import load_bundle

GRAPH = """
from typing import TypedDict
from stepgraph.graph import START, StateGraph

class State(TypedDict):
    x: int

builder = StateGraph(State).add_node("a", lambda state: None).add_edge(START, "a")
graph = builder.compile(name="mine")
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project with one graph in a module whose name no other test uses."""
    module = f"graphs_of_{tmp_path.name}"
    (tmp_path / f"{module}.py").write_text(GRAPH)
    monkeypatch.setattr(sys, "path", list(sys.path))

    def write(toml):
        (tmp_path / "stepgraph.toml").write_text(toml.replace("MODULE", module))
        return tmp_path

    return write


def test_a_name_stands_for_a_graph_and_its_spec(project):
    bundle = load_bundle(project('[graphs]\nmine = "MODULE:graph"'))
    assert bundle.names == ("mine",)
    assert bundle.graph("mine").name == "mine"
    assert bundle.spec("mine") is bundle.graph("mine").spec


def test_the_file_may_stand_in_a_folder_above(project):
    root = project('[graphs]\nmine = "MODULE:graph"')
    below = root / "a" / "b"
    below.mkdir(parents=True)
    assert load_bundle(below).root == root


def test_without_an_argument_the_current_folder_counts(project, monkeypatch):
    root = project("")
    monkeypatch.chdir(root)
    assert load_bundle().root == root
    assert load_bundle().names == ()


def test_without_a_file_the_message_says_what_to_make(tmp_path):
    with pytest.raises(ConfigurationError, match=r"no stepgraph.toml in .*Make one"):
        load_bundle(tmp_path)


def test_an_unknown_graph_is_refused_with_the_known_ones(project):
    bundle = load_bundle(project('[graphs]\nmine = "MODULE:graph"\nyours = "MODULE:graph"'))
    with pytest.raises(GraphNotFoundError, match=r"'theirs' in stepgraph.toml.*mine, yours"):
        bundle.graph("theirs")
    with pytest.raises(GraphNotFoundError, match="none yet"):
        load_bundle(project("")).graph("mine")


@pytest.mark.parametrize(
    ("reference", "problem"),
    [
        ('"MODULE"', "does not say where graph 'mine' is"),
        ('":graph"', "does not say where"),
        ('"MODULE:"', "does not say where"),
        ("3", "does not say where"),
        ('"no_such_module:graph"', "'mine' is not at 'no_such_module:graph'"),
        ('"MODULE:no_such_graph"', "'mine' is not at"),
        ('"MODULE:builder"', r"is a StateGraph and not a compiled graph.*compile\(\)"),
    ],
)
def test_a_reference_that_leads_nowhere_names_the_line(project, reference, problem):
    with pytest.raises(ConfigurationError, match=problem):
        load_bundle(project(f"[graphs]\nmine = {reference}")).graph("mine")


def test_a_file_that_is_no_toml_is_named(project):
    with pytest.raises(ConfigurationError, match=r"stepgraph.toml is not TOML.*Mend"):
        load_bundle(project("[graphs"))


def test_graphs_that_are_not_asked_for_are_not_imported(project):
    bundle = load_bundle(project('[graphs]\nmine = "MODULE:graph"\nbroken = "no_such_module:x"'))
    assert bundle.spec("mine").name == "mine"
