import pytest

from stepgraph.constants import END, START
from tests.unit.graph.validation.checking import refusals, texts, warnings
from tests.unit.graphs import chain, says


@pytest.mark.parametrize(
    "name", [END, "__interrupt__", "__error__", "__interrupted__", "__failed__", "*"]
)
def test_a_reserved_name_is_refused(name):
    builder = chain().add_node(name, says("x")).add_edge(START, name)
    assert ("NODE_NAME_RESERVED", name) in refusals(builder)


@pytest.mark.parametrize("name", ["a#b", "a|b", "a:b", "a/b"])
def test_a_name_that_cannot_be_a_key_is_refused_with_what_can(name):
    assert refusals(chain(name)) == [("NODE_NAME_CHARACTERS", name)]
    assert texts(chain(name))[0].endswith("Rename it without any of # / : |")


@pytest.mark.parametrize("name", ["a" * 64, "a b", "a-b_c.d", "résumé", "Ω", "~", "$"])
def test_any_other_name_is_fine(name):
    assert warnings(chain(name)) == []


@pytest.mark.parametrize("name", ["", "a" * 65, "a\nb"])
def test_a_name_that_no_state_machine_can_have_runs_in_process_with_a_warning(name):
    assert warnings(chain(name)) == [("NODE_NAME_NOT_PORTABLE", name)]
    assert chain(name).compile().invoke({"value": 1})["log"] == [name]
