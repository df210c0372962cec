"""Which edges of a graph lead back."""

from __future__ import annotations

from collections.abc import Sequence


def backward(count: int, arcs: Sequence[tuple[int, int]]) -> set[int]:
    """The arcs to turn round, by their place, so that no cycle is left."""
    leaving: list[list[int]] = [[] for _ in range(count)]
    for index, (source, _) in enumerate(arcs):
        leaving[source].append(index)
    found: set[int] = set()
    done: set[int] = set()
    for start in range(count):
        if start not in done:
            _search(start, leaving, arcs, done, found)
    return found


def _search(
    start: int,
    leaving: list[list[int]],
    arcs: Sequence[tuple[int, int]],
    done: set[int],
    found: set[int],
) -> None:
    """Depth first, with a path of its own: graphs may be deeper than Python's stack."""
    path = {start}
    stack = [(start, iter(leaving[start]))]
    while stack:
        node, rest = stack[-1]
        arc = next(rest, None)
        if arc is None:
            stack.pop()
            path.discard(node)
            done.add(node)
            continue
        target = arcs[arc][1]
        if target in path:
            found.add(arc)
        elif target not in done:
            path.add(target)
            stack.append((target, iter(leaving[target])))
