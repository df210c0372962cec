"""A plan on a canvas."""

from __future__ import annotations

from stepgraph.graph.draw.ascii.boxes import Box
from stepgraph.graph.draw.ascii.canvas import Canvas
from stepgraph.graph.draw.ascii.plan import Plan
from stepgraph.graph.draw.ascii.wires import Wire
from stepgraph.graph.draw.edges import label_of
from stepgraph.graph.draw.text import columns

_ACROSS = {False: "-", True: "."}
_DOWN = {False: "|", True: ":"}
_CORNER = "+"


def paint(plan: Plan, canvas: Canvas) -> None:
    """Lines first from left to right, then downwards over them: what crosses does not meet."""
    for wire in plan.wires:
        _across(plan, canvas, wire)
    for wire in plan.wires:
        _downwards(plan, canvas, wire)
    for rank, row in enumerate(plan.layers.rows):
        for number in row:
            _item(plan, canvas, number, rank)


def _across(plan: Plan, canvas: Canvas, wire: Wire) -> None:
    if wire.track is not None:
        canvas.across(_row_of(plan, wire), wire.first, wire.last, _ACROSS[wire.net.dashed])


def _row_of(plan: Plan, wire: Wire) -> int:
    assert wire.track is not None
    return plan.rows_of(wire.net.gap)[1] + 2 + wire.track


def _downwards(plan: Plan, canvas: Canvas, wire: Wire) -> None:
    line = _DOWN[wire.net.dashed]
    turn = None if wire.track is None else _row_of(plan, wire)
    floor, ceiling = plan.tops[wire.net.gap + 1] - 1, plan.rows_of(wire.net.gap)[1] + 1
    for item, column in wire.top.items():
        start = plan.box_rows(item, wire.net.gap)[1] + 1
        canvas.down(column, start, floor if turn is None else turn, line)
    for item, column in wire.bottom.items():
        end = plan.box_rows(item, wire.net.gap + 1)[0] - 1
        canvas.down(column, ceiling if turn is None else turn, end, line)
    for column in (*wire.top.values(), *wire.bottom.values()):
        if turn is not None:
            canvas.put(turn, column, _CORNER)
    _arrows(plan, canvas, wire)


def _arrows(plan: Plan, canvas: Canvas, wire: Wire) -> None:
    gap = wire.net.gap
    for item, column in (wire.top if wire.net.up else wire.bottom).items():
        if plan.boxes[item].item.is_target:
            first, last = plan.box_rows(item, gap if wire.net.up else gap + 1)
            canvas.put(last + 1 if wire.net.up else first - 1, column, "^" if wire.net.up else "v")


def _item(plan: Plan, canvas: Canvas, number: int, rank: int) -> None:
    box, middle = plan.boxes[number], plan.middle[number]
    first, last = plan.box_rows(number, rank)
    left = middle - box.width // 2
    if box.item.kind == "bend":
        canvas.down(middle, first, last, _DOWN[_is_dashed(plan, number)])
    elif box.item.kind == "node":
        _node(canvas, box, first, left)
        _loop(canvas, box, first, left + box.width)
    elif box.item.kind in ("pole", "joint"):
        text = box.lines[0]
        canvas.put(first, left, f"({text:^{box.width - 2}})")
    else:
        for row, line in enumerate(box.lines, first):
            canvas.put(row, middle - columns(line) // 2, line)


def _is_dashed(plan: Plan, bend: int) -> bool:
    return any(link.dashed for link in plan.layers.links if bend in (link.upper, link.lower))


def _node(canvas: Canvas, box: Box, top: int, left: int) -> None:
    inner = box.width - 2
    border = f"+{'-' * inner}+"
    canvas.put(top, left, border)
    for row, line in enumerate(box.lines, top + 1):
        space = inner - columns(line)
        before = " " * (space // 2)
        canvas.put(row, left, f"|{before}{line}{' ' * (space - space // 2)}|")
    canvas.put(top + box.height - 1, left, border)


def _loop(canvas: Canvas, box: Box, top: int, left: int) -> None:
    if box.loop is None:
        return
    across = _ACROSS[box.loop.conditional]
    bottom = top + box.height - 1
    canvas.put(top, left, f"{across * 2}{_CORNER}")
    for row in range(top + 1, bottom):
        canvas.put(row, left + 2, _DOWN[box.loop.conditional])
    canvas.put(bottom, left, f"<{across}{_CORNER}")
    label = label_of(box.loop)
    if label:
        canvas.put(top + 1, left + 4, label)
