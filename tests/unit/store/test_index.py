import asyncio
from typing import Any

import pytest

from stepgraph.errors import ConfigurationError, EmbeddingError
from stepgraph.store.base import Op, PutOp, SearchOp
from stepgraph.store.index import Index, ranked

NS = ("a",)


class Model:
    """Knows a vector for each text, and remembers what it was asked."""

    def __init__(self, vectors=None):
        self.vectors = vectors or {}
        self.calls = []

    def __call__(self, texts):
        self.calls.append(list(texts))
        return [self.vectors.get(text, [float(len(text)), 1.0]) for text in texts]


def test_each_text_of_a_batch_is_embedded_once_and_queries_one_by_one():
    model = Model()
    index = Index({"dims": 2, "embed": model, "fields": ["text"]})
    index.embed([
        PutOp(NS, "1", {"text": "ant"}),
        PutOp(NS, "2", {"text": "ant"}),
        PutOp(NS, "3", {"text": "bee"}),
        SearchOp(NS, query="who"),
        SearchOp((), query="who"),
        SearchOp(NS, query="what"),
        SearchOp(NS, query=""),
        SearchOp(NS),
    ])  # fmt: skip
    assert model.calls == [["ant", "bee"], ["who"], ["what"]]


def test_asynchronously_the_same_is_embedded():
    model = Model()
    ops: list[Op] = [PutOp(NS, "1", {"text": "ant"}), SearchOp(NS, query="who")]
    index = Index({"dims": 2, "embed": model, "fields": ["text"]})
    assert asyncio.run(index.aembed(ops)) == index.embed(ops)
    assert asyncio.run(index.aembed([])) == index.embed([])


def test_what_is_overwritten_or_deleted_in_the_same_batch_is_not_embedded():
    model = Model()
    index = Index({"embed": model, "fields": ["text"]})
    index.embed([
        PutOp(NS, "1", {"text": "old"}),
        PutOp(NS, "1", {"text": "new"}),
        PutOp(NS, "2", {"text": "gone"}),
        PutOp(NS, "2", None),
    ])  # fmt: skip
    assert model.calls == [["new"]]


@pytest.mark.parametrize(
    ("fields", "chosen", "texts"),
    [
        (None, None, ['{"a": "x", "b": ["y", "z"]}']),
        ([], None, ['{"a": "x", "b": ["y", "z"]}']),
        (["$", "a"], None, ['{"a": "x", "b": ["y", "z"]}', "x"]),
        (["b[*]"], None, ["y", "z"]),
        (["b[*]"], ["a"], ["x"]),
        (["b[*]"], ["$"], ['{"a": "x", "b": ["y", "z"]}']),
        (["a"], [], []),
        (["a"], False, []),
        (["missing"], None, []),
    ],
)
def test_an_item_says_by_which_texts_it_is_found_or_the_store_does(fields, chosen, texts):
    index = Index({"embed": Model(), "fields": fields})
    put = PutOp(NS, "k", {"b": ["y", "z"], "a": "x"}, index=chosen)
    assert index.texts_of(put) == texts


def test_without_dims_the_first_vector_sets_them():
    index = Index({"embed": Model({"bad": [1.0]}), "fields": ["text"]})
    index.embed([PutOp(NS, "1", {"text": "good"})])
    with pytest.raises(EmbeddingError, match="1 numbers, where the index has 2"):
        index.embed([PutOp(NS, "2", {"text": "bad"})])


@pytest.mark.parametrize("given", [[], [[1.0, 0.0]] * 2])
def test_there_is_one_vector_for_each_text(given):
    index = Index({"embed": lambda _: given, "fields": ["text"]})
    with pytest.raises(EmbeddingError, match=f"{len(given)} vectors for 1 text"):
        index.embed([PutOp(NS, "1", {"text": "ant"})])


def test_a_model_that_gives_no_list_is_named():
    nothing: Any = lambda _: None  # noqa: E731 - as a function, its type would be known
    index = Index({"embed": nothing, "fields": ["text"]})
    with pytest.raises(EmbeddingError, match="a NoneType for 1 text"):
        index.embed([PutOp(NS, "1", {"text": "ant"})])


@pytest.mark.parametrize("dims", [0, -1, "2", 1.5])
def test_dims_that_no_vector_can_have_are_refused(dims):
    with pytest.raises(ConfigurationError, match="dims"):
        Index({"dims": dims, "embed": Model()})


def test_an_index_needs_something_to_embed_with():
    with pytest.raises(ConfigurationError, match="embed"):
        Index({"dims": 2})


EAST, NORTH, WEST = (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0)


def test_the_nearest_comes_first_by_the_nearest_of_its_vectors():
    candidates = [("west", [WEST]), ("both", [NORTH, EAST]), ("north", [NORTH])]
    assert ranked(EAST, candidates) == [("both", 1.0), ("north", 0.0), ("west", -1.0)]


def test_what_has_no_vector_comes_last_and_equals_keep_their_order():
    candidates = [("none", []), ("a", [WEST]), ("b", [WEST]), ("nothing", [])]
    order = [("a", -1.0), ("b", -1.0), ("none", None), ("nothing", None)]
    assert ranked(EAST, candidates) == order
