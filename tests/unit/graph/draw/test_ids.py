from hypothesis import given
from hypothesis import strategies as st

from stepgraph.graph.draw.ids import ids_of


def test_plain_names_stay_as_they_are():
    assert ids_of(["plan", "__end__"]) == {"plan": "plan", "__end__": "__end__"}


def test_words_of_the_drawing_languages_and_odd_names_get_numbers():
    assert ids_of(["end", "a b", "Graph"]) == {"end": "node_0", "a b": "node_1", "Graph": "node_2"}


def test_a_number_that_is_taken_is_not_given():
    assert ids_of(["node_1", "a b"])["a b"] == "node_1_"


@given(st.lists(st.text() | st.sampled_from(["node_0", "node_1", "node_1_", "end"]), unique=True))
def test_ids_are_different_and_plain(names):
    ids = ids_of(names)
    assert len(set(ids.values())) == len(names)
    assert all(id.isidentifier() and id.isascii() for id in ids.values())
