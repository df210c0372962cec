"""What a function has returned for equal arguments, in another run or another call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from stepgraph.cache.base import BaseCache
from stepgraph.cache.keys import CacheKey, cache_key, identifier, namespace_of
from stepgraph.channels import MISSING
from stepgraph.func.hands import Hands
from stepgraph.types import CachePolicy


@dataclass(frozen=True, slots=True)
class Kept:
    """The place in a cache for the result of one call; without a cache, nowhere."""

    cache: BaseCache[Any] | None = None
    key: CacheKey | None = None

    async def find(self, hands: Hands) -> Any:
        """What is kept there, or MISSING."""
        if self.cache is None or self.key is None:
            return MISSING
        full = (self.key.ns, self.key.key)
        found = await hands.io(partial(self.cache.get, [full]), blocks=True)
        return found.get(full, MISSING)

    async def store(self, hands: Hands, value: Any) -> None:
        """Keep a result there."""
        if self.cache is not None and self.key is not None:
            entry = {(self.key.ns, self.key.key): (value, self.key.ttl)}
            await hands.io(partial(self.cache.set, entry), blocks=True)


def kept_of(
    cache: BaseCache[Any] | None,
    policy: CachePolicy | None,
    function: Callable[..., Any],
    args: tuple[Any, ...],
    kwargs: Mapping[str, Any],
) -> Kept:
    """The place for the result of this call, where there are a policy and a cache."""
    if policy is None or cache is None:
        return Kept()
    return Kept(cache, cache_key(policy, namespace_of(identifier(function)), args, kwargs))
