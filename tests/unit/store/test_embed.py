import asyncio
import sys
import threading
from types import ModuleType

import pytest

from stepgraph.errors import ConfigurationError, EmbeddingError
from stepgraph.store.base import Embeddings, ensure_embeddings


def lengths(texts):
    return [[float(len(text))] for text in texts]


async def alengths(texts):
    return lengths(texts)


class Lengths(Embeddings):
    def __init__(self):
        self.threads = set()

    def embed_documents(self, texts):
        self.threads.add(threading.current_thread())
        return lengths(texts)

    def embed_query(self, text):
        self.threads.add(threading.current_thread())
        return [float(len(text))]


class AsyncCallable:
    async def __call__(self, texts):
        return lengths(texts)


def embedded(embeddings):
    async def both():
        return await embeddings.aembed_documents(["ab", "c"]), await embeddings.aembed_query("abc")

    return asyncio.run(both())


@pytest.mark.parametrize("embed", [lengths, alengths, AsyncCallable(), Lengths()])
def test_functions_and_objects_embed_asynchronously(embed):
    assert embedded(ensure_embeddings(embed)) == ([[2.0], [1.0]], [3.0])


@pytest.mark.parametrize("embed", [lengths, Lengths()])
def test_what_is_synchronous_embeds_synchronously_too(embed):
    embeddings = ensure_embeddings(embed)
    assert embeddings.embed_documents(["ab"]) == [[2.0]]
    assert embeddings.embed_query("abc") == [3.0]


def test_a_synchronous_model_does_not_block_the_event_loop():
    model = Lengths()
    embedded(ensure_embeddings(model))
    assert threading.current_thread() not in model.threads


@pytest.mark.parametrize("embed", [alengths, AsyncCallable()])
def test_a_coroutine_function_says_that_it_needs_await(embed):
    embeddings = ensure_embeddings(embed)
    with pytest.raises(EmbeddingError, match="aput, asearch"):
        embeddings.embed_documents(["ab"])
    with pytest.raises(EmbeddingError, match="aput, asearch"):
        embeddings.embed_query("ab")


@pytest.mark.parametrize("given", [[], [[1.0], [2.0]]])
def test_a_query_has_one_vector(given):
    with pytest.raises(EmbeddingError, match=f"{len(given)} vectors for 1 text"):
        ensure_embeddings(lambda _: given).embed_query("a")


@pytest.mark.parametrize("embed", [None, 7, {"embed": lengths}])
def test_what_embeds_nothing_is_refused(embed):
    with pytest.raises(ConfigurationError, match=type(embed).__name__):
        ensure_embeddings(embed)


def test_a_name_is_looked_up_by_langchain_where_it_is(monkeypatch):
    module = ModuleType("langchain.embeddings")
    vars(module)["init_embeddings"] = {"openai:small": Lengths()}.get
    monkeypatch.setitem(sys.modules, "langchain", ModuleType("langchain"))
    monkeypatch.setitem(sys.modules, "langchain.embeddings", module)
    assert ensure_embeddings("openai:small").embed_query("abc") == [3.0]


def test_without_langchain_a_name_is_refused(monkeypatch):
    monkeypatch.setitem(sys.modules, "langchain", None)
    monkeypatch.setitem(sys.modules, "langchain.embeddings", None)
    with pytest.raises(ConfigurationError, match="openai:small"):
        ensure_embeddings("openai:small")
