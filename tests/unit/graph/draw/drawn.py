"""Graphs to draw, without anything that runs."""

from itertools import pairwise

from hypothesis import strategies as st

from stepgraph.constants import END, START
from stepgraph.graph.draw import DrawableEdge, DrawableGraph, DrawableNode

KINDS = ("plain", "conditional", "send")


def edge(source, target, kind="plain", data=None, join=None):
    return DrawableEdge(source, target, data, kind, join)


def graph(*edges, notes=None, name="drawn"):
    """A graph of these edges, its nodes in the order in which they are named."""
    names = dict.fromkeys((START, *(end for one in edges for end in (one.source, one.target))))
    if END in names:
        # As in a spec: the end comes last.
        del names[END]
        names[END] = None
    nodes = {name: DrawableNode(name, (notes or {}).get(name, {})) for name in names}
    return DrawableGraph(name, nodes, tuple(edges))


def path(*names):
    """START, each name in turn, END."""
    ends = (START, *names, END)
    return [edge(source, target) for source, target in pairwise(ends)]


def fan(*workers, kind="plain", join=None):
    """START, `split`, the workers side by side, `join`, END."""
    out = [edge("split", worker, kind) for worker in workers]
    back = [edge(worker, "join", "waiting" if join else "plain", join=join) for worker in workers]
    return graph(edge(START, "split"), *out, *back, edge("join", END))


@st.composite
def graphs(draw):
    """Any graph: loops, edges to itself, several edges between two nodes, lone nodes."""
    names = draw(st.lists(st.text(min_size=1, max_size=9), min_size=1, max_size=9, unique=True))
    names = [name for name in names if name not in (START, END)] or ["only"]
    edges = [edge(START, names[0])]
    for _ in range(draw(st.integers(0, 16))):
        source, target = draw(st.sampled_from(names)), draw(st.sampled_from([*names, END]))
        kind = draw(st.sampled_from(KINDS))
        data = draw(st.none() | st.text(max_size=5)) if kind != "plain" else None
        edges.append(edge(source, target, kind, data))
    members = draw(st.lists(st.sampled_from(names), max_size=3, unique=True))
    target = draw(st.sampled_from([*names, END]))
    edges += [edge(member, target, "waiting", join="j") for member in members]
    unique = {(one.source, one.target, one.kind, one.join): one for one in edges}
    drawn = graph(*unique.values())
    lone = {name: DrawableNode(name) for name in names if name not in drawn.nodes}
    return DrawableGraph("any", {**drawn.nodes, **lone}, drawn.edges)
