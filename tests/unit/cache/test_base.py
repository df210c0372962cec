from typing import Any

import pytest

from stepgraph.cache.base import CodecSerializer
from stepgraph.cache.memory import InMemoryCache
from stepgraph.errors import CacheValueError

KEY = (("writes", "node"), "k")


def test_a_result_comes_back_equal_and_of_the_same_type():
    serde = CodecSerializer()
    writes = [("a", (1, {"x"})), ("b", None)]
    assert serde.loads_typed(serde.dumps_typed(writes)) == writes


@pytest.mark.parametrize("value", [object(), {"a": [lambda: 1]}])
def test_a_result_that_cannot_be_stored_is_named_with_its_node(value):
    with pytest.raises(CacheValueError, match=r"'node'.* cannot be stored") as refused:
        InMemoryCache[Any]().set({KEY: (value, None)})
    assert refused.value.code == "CACHE_VALUE"
    assert "CachePolicy" in refused.value.next_step


def test_a_result_that_holds_itself_is_refused():
    value: Any = []
    value.append(value)
    with pytest.raises(CacheValueError, match="holds itself"):
        InMemoryCache[Any]().set({KEY: (value, None)})


def test_a_cache_may_be_given_a_serializer():
    class Upper:
        def dumps_typed(self, obj):
            return "upper", obj.upper().encode()

        def loads_typed(self, data):
            assert data[0] == "upper"
            return data[1].decode()

    cache: InMemoryCache[Any] = InMemoryCache(serde=Upper())
    cache.set({KEY: ("text", None)})
    assert cache.get([KEY]) == {KEY: "TEXT"}
