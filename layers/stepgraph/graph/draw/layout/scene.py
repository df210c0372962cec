"""A graph as items and links that all run downwards, so that they can be put in layers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from stepgraph.constants import END, START
from stepgraph.graph.draw.drawable import DrawableEdge, DrawableGraph
from stepgraph.graph.draw.edges import joined, label_of, title_of
from stepgraph.graph.draw.layout.cycles import backward
from stepgraph.graph.draw.text import visible

Kind = Literal["node", "pole", "label", "joint", "bend"]
"""A pole is START or END, a joint is where waiting edges meet, a bend is where a line passes."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something that takes up space."""

    kind: Kind
    text: str = ""
    notes: tuple[str, ...] = ()

    @property
    def is_target(self) -> bool:
        """Whether lines that come here end in an arrowhead."""
        return self.kind in ("node", "pole")


@dataclass(frozen=True, slots=True)
class Link:
    """A line between two items, by their numbers; where it is `up`, it leads to the upper one."""

    upper: int
    lower: int
    dashed: bool = False
    up: bool = False
    title: str = ""

    @property
    def source(self) -> int:
        """Where it comes from."""
        return self.lower if self.up else self.upper

    @property
    def target(self) -> int:
        """Where it leads."""
        return self.upper if self.up else self.lower


@dataclass(slots=True)
class Scene:
    """What is to be put in layers."""

    items: list[Item] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    loops: dict[int, DrawableEdge] = field(default_factory=dict)
    """Edges from a node to itself, by the node's number."""

    def add(self, item: Item) -> int:
        """Its number."""
        self.items.append(item)
        return len(self.items) - 1


@dataclass(frozen=True, slots=True)
class _Arc:
    source: int
    target: int
    dashed: bool
    label: str
    title: str


_Key = tuple[int, str, bool, bool]
"""Edges that leave one node with one label share it."""


def scene_of(graph: DrawableGraph) -> Scene:
    """Nodes, and beside them an item for each label and each place where waiting edges meet."""
    scene = Scene()
    numbers = {name: scene.add(_item(graph, name)) for name in graph.nodes}
    meeting = joined(graph)
    arcs = [arc for edges in meeting.values() for arc in _meeting(scene, edges, numbers)]
    for edge in graph.edges:
        source, target = numbers[edge.source], numbers[edge.target]
        if edge.join in meeting:
            continue
        if source == target:
            scene.loops[source] = edge
        else:
            arcs.append(_Arc(source, target, edge.conditional, label_of(edge), title_of(edge)))
    turned = backward(len(scene.items), [(arc.source, arc.target) for arc in arcs])
    labels: dict[_Key, int] = {}
    for index, arc in enumerate(arcs):
        _link(scene, arc, labels, up=index in turned)
    return scene


def _item(graph: DrawableGraph, name: str) -> Item:
    node = graph.nodes[name]
    notes = tuple(visible(f"{key} = {value}") for key, value in node.metadata.items())
    return Item("pole" if name in (START, END) else "node", visible(name), notes)


def _meeting(scene: Scene, edges: list[DrawableEdge], numbers: dict[str, int]) -> Iterator[_Arc]:
    """Waiting edges lead to a joint, and one leads on from there."""
    joint = scene.add(Item("joint", "&"))
    for edge in edges:
        yield _Arc(numbers[edge.source], joint, dashed=False, label="", title=title_of(edge))
    target = edges[0].target
    title = f"{' and '.join(visible(edge.source) for edge in edges)} to {visible(target)}"
    yield _Arc(joint, numbers[target], dashed=False, label="", title=title)


def _link(scene: Scene, arc: _Arc, labels: dict[_Key, int], *, up: bool) -> None:
    source, target = arc.source, arc.target
    if arc.label:
        key = (source, arc.label, arc.dashed, up)
        if key not in labels:
            labels[key] = scene.add(Item("label", arc.label))
        scene.links.append(_directed(source, labels[key], arc, up=up))
        source = labels[key]
    scene.links.append(_directed(source, target, arc, up=up))


def _directed(source: int, target: int, arc: _Arc, *, up: bool) -> Link:
    upper, lower = (target, source) if up else (source, target)
    return Link(upper, lower, arc.dashed, up, arc.title)
