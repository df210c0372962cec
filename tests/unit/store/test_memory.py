import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from stepgraph.errors import EmbeddingError, InvalidNamespaceError, InvalidValueError
from stepgraph.store.base import GetOp, ListNamespacesOp, PutOp, SearchOp
from stepgraph.store.memory import SWEEP_MINUTES, InMemoryStore

USERS, DOCS = ("users", "1"), ("docs",)


class Clock:
    """A clock that a test moves, in minutes."""

    def __init__(self):
        self.minutes = 0.0

    def __call__(self):
        return self.minutes * 60


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def store(clock):
    return InMemoryStore(clock=clock)


def keys(items):
    return [item.key for item in items]


# Items


def test_what_was_put_is_got(store):
    store.put(USERS, "prefs", {"theme": "dark"})
    item = store.get(USERS, "prefs")
    assert (item.namespace, item.key, item.value) == (USERS, "prefs", {"theme": "dark"})


def test_what_was_never_put_or_was_deleted_is_none(store):
    store.put(USERS, "prefs", {})
    store.delete(USERS, "prefs")
    store.delete(USERS, "prefs")
    assert store.get(USERS, "prefs") is None
    assert store.get(("nobody",), "prefs") is None
    assert store.list_namespaces() == []


def test_a_put_replaces_the_value_and_keeps_when_it_was_created(store, clock):
    store.put(USERS, "prefs", {"theme": "dark"})
    clock.minutes = 1
    store.put(USERS, "prefs", {"size": 1})
    item = store.get(USERS, "prefs")
    assert item.value == {"size": 1}
    assert item.created_at == datetime(1970, 1, 1, tzinfo=UTC)
    assert item.updated_at == datetime(1970, 1, 1, 0, 1, tzinfo=UTC)


def test_the_same_key_elsewhere_is_another_item(store):
    store.put(("a",), "k", {"n": 1})
    store.put(("a", "b"), "k", {"n": 2})
    assert store.get(("a",), "k").value == {"n": 1}


def test_changing_what_was_put_or_got_changes_nothing_in_the_store(store):
    value = {"tags": ["a"]}
    store.put(USERS, "k", value)
    value["tags"].append("b")
    store.get(USERS, "k").value["tags"].append("c")
    store.search(USERS)[0].value["tags"].append("d")
    assert store.get(USERS, "k").value == {"tags": ["a"]}


def test_a_real_clock_is_the_default():
    before = datetime.now(UTC)
    store = InMemoryStore()
    store.put(USERS, "k", {})
    [item] = store.search(USERS)
    assert before <= item.created_at <= datetime.now(UTC)


# Searching


def test_a_search_finds_what_is_in_a_namespace_and_below_it(store):
    for namespace in (("a",), ("a", "b"), ("ab",), ("b",)):
        store.put(namespace, "k", {})
    assert [item.namespace for item in store.search(("a",))] == [("a",), ("a", "b")]
    assert len(store.search(())) == 4


def test_a_search_is_filtered_and_then_paged(store):
    for n in range(20):
        store.put(DOCS, str(n), {"n": n, "even": n % 2 == 0})
    assert keys(store.search(DOCS, filter={"even": True})) == [str(n) for n in range(0, 20, 2)]
    found = store.search(DOCS, filter={"even": True, "n": {"$gte": 4}}, limit=2, offset=1)
    assert keys(found) == ["6", "8"]
    assert len(store.search(DOCS)) == 10
    assert store.search(DOCS, limit=0) == []
    assert store.search(DOCS, offset=20) == []


def test_without_an_index_a_query_is_ignored(store):
    store.put(DOCS, "1", {"text": "ants"}, index=["text"])
    [found] = store.search(DOCS, query="bees")
    assert (found.key, found.score) == ("1", None)


# Namespaces


def test_namespaces_are_listed_sorted_matched_cut_and_paged(store):
    for namespace in (
        ("a", "b", "c"), ("a", "b", "d", "i"), ("a", "b", "d", "e"), ("a", "b", "f"),
        ("a", "c", "f"), ("z",),
    ):  # fmt: skip
        store.put(namespace, "k", {})
    deep = [("a", "b", "c"), ("a", "b", "d"), ("a", "b", "f")]
    assert store.list_namespaces(prefix=("a", "b"), max_depth=3) == deep
    assert store.list_namespaces(suffix=("f",)) == [("a", "b", "f"), ("a", "c", "f")]
    assert store.list_namespaces(prefix=("*", "c"), suffix=("f",)) == [("a", "c", "f")]
    assert store.list_namespaces(limit=1, offset=5) == [("z",)]
    assert store.list_namespaces(max_depth=1) == [("a",), ("z",)]


def test_asking_for_an_item_makes_no_namespace(store):
    store.get(USERS, "k")
    assert store.list_namespaces() == []


# Batches


def test_the_reads_of_a_batch_see_what_was_before_its_writes(store):
    store.put(DOCS, "1", {"n": 1})
    got, put, found, listed = store.batch([
        GetOp(DOCS, "1"), PutOp(USERS, "k", {}), SearchOp(()), ListNamespacesOp(),
    ])  # fmt: skip
    assert got.value == {"n": 1}
    assert put is None
    assert keys(found) == ["1"]
    assert listed == [DOCS]
    assert store.get(USERS, "k")


def test_the_last_put_to_an_item_in_a_batch_wins(store):
    store.batch([PutOp(DOCS, "1", {"n": 1}), PutOp(DOCS, "1", None), PutOp(DOCS, "1", {"n": 3})])
    assert store.get(DOCS, "1").value == {"n": 3}
    store.batch([PutOp(DOCS, "1", {"n": 4}), PutOp(DOCS, "1", None)])
    assert store.get(DOCS, "1") is None


@pytest.mark.parametrize(
    ("bad", "error"),
    [(PutOp(DOCS, "2", {"x": {1}}), InvalidValueError), (GetOp(("",), "k"), InvalidNamespaceError)],
)
def test_one_mistake_leaves_a_whole_batch_undone(store, bad, error):
    with pytest.raises(error):
        store.batch([PutOp(DOCS, "1", {}), bad])
    assert store.search(()) == []


def test_the_asynchronous_forms_do_the_same(store):
    async def talk():
        await store.aput(DOCS, "1", {"n": 1}, ttl=1)
        await store.aput(DOCS, "2", {"n": 2})
        await store.adelete(DOCS, "2")
        item, found = await store.aget(DOCS, "1"), await store.asearch(DOCS, filter={"n": 1})
        return item, found, await store.alist_namespaces()

    item, found, listed = asyncio.run(talk())
    assert (item.value, keys(found), listed) == ({"n": 1}, ["1"], [DOCS])


# Expiry


def test_an_item_expires_at_every_read(store, clock):
    store.put(DOCS, "1", {}, ttl=10)
    clock.minutes = 9.99
    assert store.get(DOCS, "1", refresh_ttl=False)
    clock.minutes = 10
    assert store.get(DOCS, "1") is None
    assert store.search(()) == []
    assert store.list_namespaces() == []


def test_a_read_starts_the_time_anew_unless_told_not_to(store, clock):
    for key in ("got", "found", "left"):
        store.put((key,), "k", {}, ttl=10)
    clock.minutes = 9
    store.get(("got",), "k")
    store.search(("found",))
    store.search(("left",), refresh_ttl=False)
    store.list_namespaces()
    clock.minutes = 18
    assert store.list_namespaces() == [("found",), ("got",)]


def test_a_search_refreshes_only_what_it_shows(store, clock):
    for key in ("1", "2", "3"):
        store.put(DOCS, key, {}, ttl=10)
    clock.minutes = 9
    store.search(DOCS, limit=1, offset=1)
    clock.minutes = 11
    assert keys(store.search(DOCS)) == ["2"]


def test_a_store_may_have_a_time_to_live_for_all_that_are_put_without_one(clock):
    store = InMemoryStore(ttl={"default_ttl": 5, "refresh_on_read": False}, clock=clock)
    store.put(DOCS, "default", {})
    store.put(DOCS, "longer", {}, ttl=6)
    store.put(DOCS, "kept", {}, ttl=None)
    clock.minutes = 4
    assert len(store.search(DOCS)) == 3
    clock.minutes = 5
    assert keys(store.search(DOCS)) == ["longer", "kept"]


def test_a_put_without_a_time_to_live_keeps_the_item(store, clock):
    store.put(DOCS, "1", {}, ttl=1)
    store.put(DOCS, "1", {})
    clock.minutes = 100
    assert store.get(DOCS, "1")


def test_an_expired_item_that_is_put_again_is_a_new_one(store, clock):
    store.put(DOCS, "1", {}, ttl=1)
    store.put(DOCS, "2", {})
    clock.minutes = 2
    store.put(DOCS, "1", {})
    assert keys(store.search(DOCS)) == ["2", "1"]
    assert store.get(DOCS, "1").created_at == datetime(1970, 1, 1, 0, 2, tzinfo=UTC)


@pytest.mark.parametrize(("setting", "minutes"), [(None, SWEEP_MINUTES), (60, 60)])
def test_the_memory_of_expired_items_is_given_back_in_time(clock, setting, minutes):
    store = InMemoryStore(ttl={"sweep_interval_minutes": setting}, clock=clock)
    store.put(DOCS, "old", {}, ttl=1)
    clock.minutes = minutes - 0.1
    store.put(USERS, "new", {})
    assert DOCS in store._rows._spaces
    clock.minutes = minutes
    store.put(USERS, "new", {})
    assert DOCS not in store._rows._spaces


# By meaning

COLOURS = {"red": [1.0, 0.0], "orange": [0.9, 0.1], "blue": [0.0, 1.0], "none": [0.0, 0.0]}


def by_colour(texts):
    return [COLOURS[text] for text in texts]


@pytest.fixture
def coloured(clock):
    return InMemoryStore(index={"dims": 2, "embed": by_colour, "fields": ["text"]}, clock=clock)


def test_a_query_finds_the_nearest_first(coloured):
    for text in ("blue", "none", "orange"):
        coloured.put(DOCS, text, {"text": text})
    coloured.put(DOCS, "unindexed", {"text": "red"}, index=False)
    found = coloured.search(DOCS, query="red")
    assert keys(found) == ["orange", "blue", "none", "unindexed"]
    assert [item.score for item in found] == [pytest.approx(0.99388, abs=1e-5), 0, 0, None]


def test_pages_of_a_query_follow_each_other_through_what_has_no_score(coloured):
    coloured.put(DOCS, "1", {})
    coloured.put(DOCS, "2", {})
    coloured.put(DOCS, "red", {"text": "red"})
    pages = [keys(coloured.search(DOCS, query="red", limit=1, offset=n)) for n in range(4)]
    assert pages == [["red"], ["1"], ["2"], []]


def test_a_query_is_filtered_before_it_ranks(coloured):
    coloured.put(DOCS, "1", {"text": "red", "open": False})
    coloured.put(DOCS, "2", {"text": "blue", "open": True})
    assert keys(coloured.search(DOCS, query="red", filter={"open": True})) == ["2"]


def test_an_item_put_again_is_found_by_its_new_texts_alone(coloured):
    coloured.put(DOCS, "1", {"text": "red"})
    coloured.put(DOCS, "1", {"text": "blue"})
    assert coloured.search(DOCS, query="red")[0].score == 0
    coloured.put(DOCS, "1", {"text": "red"}, index=False)
    assert coloured.search(DOCS, query="red")[0].score is None


def test_equal_texts_in_one_batch_are_both_found(coloured):
    coloured.batch([PutOp(DOCS, "1", {"text": "red"}), PutOp(DOCS, "2", {"text": "red"})])
    assert [item.score for item in coloured.search(DOCS, query="red")] == [1, 1]


def test_a_model_that_fails_leaves_the_store_as_it_was(coloured):
    with pytest.raises(KeyError):
        coloured.batch([PutOp(DOCS, "1", {}), PutOp(DOCS, "2", {"text": "unknown"})])
    assert coloured.search(()) == []


def test_a_coroutine_function_embeds_for_the_asynchronous_forms(clock):
    async def embed(texts):
        await asyncio.sleep(0)
        return by_colour(texts)

    store = InMemoryStore(index={"embed": embed, "fields": ["text"]}, clock=clock)

    async def talk():
        await asyncio.gather(*(store.aput(DOCS, text, {"text": text}) for text in COLOURS))
        return await store.asearch(DOCS, query="blue", limit=1)

    assert keys(asyncio.run(talk())) == ["blue"]
    with pytest.raises(EmbeddingError):
        store.search(DOCS, query="blue")


def test_a_model_may_itself_ask_the_store(clock):
    asked = []

    def embed(texts):
        asked.append(memory.get(DOCS, "1"))
        return by_colour(texts)

    memory = InMemoryStore(index={"embed": embed, "fields": ["text"]}, clock=clock)
    memory.put(DOCS, "1", {"text": "red"})
    assert asked == [None]
    assert memory.get(DOCS, "1")


# Threads


def test_threads_may_write_and_read_side_by_side():
    store = InMemoryStore()
    start = threading.Barrier(8)

    def work(worker):
        start.wait()
        for n in range(200):
            store.put((f"n{n % 7}", str(worker)), str(n), {"n": n}, ttl=100)
            store.search((), limit=5)
            store.list_namespaces()
            store.delete((f"n{n % 7}", str(worker)), str(n - 10))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    assert len(store.search((), limit=10_000)) > 0


# Against a model of it

names = st.sampled_from([("a",), ("a", "b"), ("b",), ("a", "b", "c")])
item_keys = st.sampled_from(["1", "2"])
numbers = st.integers(0, 3)


class LikeADict(RuleBasedStateMachine):
    """A store is a dict from namespace and key to value, whose items go away in time."""

    def __init__(self):
        super().__init__()
        self.clock = Clock()
        self.store = InMemoryStore(clock=self.clock)
        self.model = {}

    @rule(namespace=names, key=item_keys, n=numbers, ttl=st.none() | st.integers(1, 9))
    def put(self, namespace, key, n, ttl):
        self.store.put(namespace, key, {"n": n}, ttl=ttl)
        until = float("inf") if ttl is None else self.clock.minutes + ttl
        self.forget_expired()
        self.model[namespace, key] = (n, until)

    @rule(namespace=names, key=item_keys)
    def delete(self, namespace, key):
        self.store.delete(namespace, key)
        self.model.pop((namespace, key), None)

    @rule(minutes=st.integers(1, 6))
    def wait(self, minutes):
        self.clock.minutes += minutes
        self.forget_expired()

    @rule(namespace=names, key=item_keys)
    def get(self, namespace, key):
        item = self.store.get(namespace, key, refresh_ttl=False)
        n, _ = self.model.get((namespace, key), (None, None))
        assert (item and item.value["n"]) == n

    @rule(prefix=st.sampled_from([(), ("a",), ("a", "b")]), least=numbers)
    def search(self, prefix, least):
        wanted = {"n": {"$gte": least}}
        found = self.store.search(prefix, filter=wanted, limit=100, refresh_ttl=False)
        assert {(item.namespace, item.key): item.value["n"] for item in found} == {
            place: n
            for place, (n, _) in self.model.items()
            if n >= least and place[0][: len(prefix)] == prefix
        }

    @invariant()
    def lists_what_holds_something(self):
        assert self.store.list_namespaces() == sorted({namespace for namespace, _ in self.model})

    def forget_expired(self):
        now = self.clock.minutes
        self.model = {place: (n, until) for place, (n, until) in self.model.items() if now < until}


TestLikeADict = LikeADict.TestCase


@given(st.lists(st.tuples(names, item_keys, numbers)), st.integers(1, 3))
def test_pages_together_are_the_whole(puts, size):
    store = InMemoryStore()
    for namespace, key, n in puts:
        store.put(namespace, key, {"n": n})
    whole = store.search((), limit=100)
    pages = [store.search((), limit=size, offset=n) for n in range(0, 10, size)]
    assert [item for page in pages for item in page] == whole
