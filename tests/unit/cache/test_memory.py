import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepgraph.cache.memory import ENTRY_OVERHEAD, InMemoryCache, size_of
from stepgraph.errors import CacheValueError, ConfigurationError

A, B = ("writes", "a"), ("writes", "b")


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def cache(clock):
    return InMemoryCache(clock=clock)


def keys(cache, *names):
    return [key for _, key in cache.get([(A, name) for name in names])]


def test_what_was_set_is_got_and_what_was_not_is_missing(cache):
    cache.set({(A, "1"): ({"x": (1,)}, None), (B, "1"): ("other", None)})
    assert cache.get([(A, "1"), (A, "2"), (B, "1")]) == {
        (A, "1"): {"x": (1,)},
        (B, "1"): "other",
    }
    assert cache.get([]) == {}


def test_a_namespace_may_come_as_a_list(cache):
    cache.set({(A, "1"): (1, None)})
    assert cache.get([(list(A), "1")]) == {(A, "1"): 1}
    cache.clear([list(A)])
    assert cache.get([(A, "1")]) == {}


def test_changing_a_value_changes_nothing_in_the_cache(cache):
    value = [1]
    cache.set({(A, "1"): (value, None)})
    value.append(2)
    cache.get([(A, "1")])[A, "1"].append(3)
    assert cache.get([(A, "1")]) == {(A, "1"): [1]}


def test_a_value_is_good_for_so_many_seconds_and_no_longer(cache, clock):
    cache.set({(A, "short"): (1, 10), (A, "kept"): (2, None), (A, "never"): (3, 0)})
    assert keys(cache, "short", "kept", "never") == ["short", "kept"]
    clock.now += 9.99
    assert keys(cache, "short", "kept") == ["short", "kept"]
    clock.now += 0.01
    assert keys(cache, "short", "kept") == ["kept"]


def test_reading_does_not_make_a_value_good_for_longer(cache, clock):
    cache.set({(A, "1"): (1, 10)})
    for _ in range(3):
        clock.now += 4
        cache.get([(A, "1")])
    assert keys(cache, "1") == []


def test_a_value_set_again_is_good_for_its_new_time(cache, clock):
    cache.set({(A, "1"): (1, 10)})
    cache.set({(A, "1"): (2, None)})
    clock.now += 100
    assert cache.get([(A, "1")]) == {(A, "1"): 2}


def test_clearing_takes_the_namespaces_named_or_all(cache):
    cache.set({(A, "1"): (1, None), (B, "1"): (2, None)})
    cache.clear([])
    cache.clear([("writes",)])
    assert len(cache.get([(A, "1"), (B, "1")])) == 2
    cache.clear([A])
    assert cache.get([(A, "1"), (B, "1")]) == {(B, "1"): 2}
    cache.clear()
    assert cache.get([(A, "1"), (B, "1")]) == {}


def test_a_full_cache_forgets_what_was_not_read_for_longest():
    cache: InMemoryCache[Any] = InMemoryCache(max_entries=3)
    cache.set({(A, key): (key, None) for key in "123"})
    cache.get([(A, "1")])
    cache.set({(A, "4"): ("4", None)})
    assert keys(cache, *"1234") == ["1", "3", "4"]


def test_bytes_are_bounded_too():
    room = 3 * (ENTRY_OVERHEAD + 100)
    cache: InMemoryCache[Any] = InMemoryCache(max_bytes=room)
    for key in "1234":
        cache.set({(A, key): ("x" * 60, None)})
    assert keys(cache, *"1234") == ["2", "3", "4"]
    cache.set({(A, "large"): ("x" * (room - ENTRY_OVERHEAD - 50), None)})
    assert keys(cache, *"1234", "large") == ["large"]


def test_a_value_that_never_fits_is_not_kept_and_drives_nothing_out():
    cache: InMemoryCache[Any] = InMemoryCache(max_bytes=2 * ENTRY_OVERHEAD)
    cache.set({(A, "1"): ("old", None), (A, "2"): ("x", None)})
    cache.set({(A, "1"): ("x" * 10_000, None)})
    assert cache.get([(A, "1"), (A, "2")]) == {(A, "2"): "x"}


def test_room_is_given_back_by_what_expires_and_what_is_cleared(clock):
    cache: InMemoryCache[Any] = InMemoryCache(max_bytes=2 * (ENTRY_OVERHEAD + 100), clock=clock)
    cache.set({(A, "1"): (1, 1), (B, "1"): (1, None)})
    clock.now += 2
    keys(cache, "1")
    cache.clear([B])
    cache.set({(A, "2"): ("x" * 60, None), (A, "3"): ("x" * 60, None)})
    assert keys(cache, "2", "3") == ["2", "3"]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.text(max_size=400), st.integers(0, 3))))
def test_no_use_makes_it_grow_past_its_bounds(uses):
    clock = Clock()
    cache: InMemoryCache[Any] = InMemoryCache(
        max_entries=2, max_bytes=2 * ENTRY_OVERHEAD, clock=clock
    )
    for key, value, ttl in uses:
        cache.set({(A, key): (value, ttl)})
        clock.now += 1
        assert cache._bytes == sum(size_of(*kept) for kept in cache._entries.items())
        assert cache._bytes <= 2 * ENTRY_OVERHEAD
        assert len(cache._entries) <= 2
        assert cache.get([(A, key)]).get((A, key), value) == value


@pytest.mark.parametrize("bounds", [{"max_entries": 0}, {"max_bytes": -1}])
def test_a_cache_without_room_is_refused(bounds):
    with pytest.raises(ConfigurationError, match=next(iter(bounds))):
        InMemoryCache(**bounds)


def test_of_several_values_one_that_cannot_be_stored_keeps_all_out(cache):
    with pytest.raises(CacheValueError):
        cache.set({(A, "1"): (1, None), (A, "2"): (object(), None)})
    assert keys(cache, "1") == []


def test_the_asynchronous_forms_do_the_same(cache):
    async def talk():
        await cache.aset({(A, "1"): (1, None), (B, "1"): (2, None)})
        await cache.aclear([B])
        return await cache.aget([(A, "1"), (B, "1")])

    assert asyncio.run(talk()) == {(A, "1"): 1}


def test_threads_may_use_it_side_by_side():
    cache: InMemoryCache[Any] = InMemoryCache(max_entries=20)
    start = threading.Barrier(8)

    def work(worker):
        start.wait()
        for n in range(300):
            cache.set({(A, str(n % 30)): (n % 30, 100)})
            for (_, key), value in cache.get([(A, str(m)) for m in range(30)]).items():
                assert int(key) == value
            if n % 50 == worker:
                cache.clear([A])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    assert cache._bytes == sum(size_of(*kept) for kept in cache._entries.items())
