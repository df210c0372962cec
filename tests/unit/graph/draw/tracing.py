"""Follows the lines of a drawing as an eye does."""

from stepgraph.graph.draw.ascii.canvas import Canvas
from stepgraph.graph.draw.ascii.paint import paint

DOWN = set("|:v^+")
ACROSS = set("-.+")
CROSSED = set("|:")


def cells_of(plan):
    """A drawing as rows of cells."""
    canvas = Canvas(plan.width, plan.height)
    paint(plan, canvas)
    return canvas._rows


def ends_of(plan, wire):
    """The cells in which a wire touches its boxes."""
    gap = wire.net.gap
    tops = {(plan.box_rows(item, gap)[1] + 1, at) for item, at in wire.top.items()}
    bottoms = {(plan.box_rows(item, gap + 1)[0] - 1, at) for item, at in wire.bottom.items()}
    return tops | bottoms


def followed(plan, cells, start):
    """All cells that a line leads to from `start`, without going into a box."""
    boxes = _boxes(plan)
    seen, todo = {start}, [start]
    while todo:
        row, column = todo.pop()
        for cell in _beside(cells, row, column):
            if cell not in seen and cell not in boxes:
                seen.add(cell)
                todo.append(cell)
    return seen


def _beside(cells, row, column):
    if cells[row][column] in DOWN:
        for other in (row - 1, row + 1):
            if _at(cells, other, column) in DOWN:
                yield other, column
    if cells[row][column] in ACROSS:
        for step in (-1, 1):
            other = column + step
            while _at(cells, row, other) in CROSSED:
                other += step
            if _at(cells, row, other) in ACROSS:
                yield row, other


def _at(cells, row, column):
    is_inside = 0 <= row < len(cells) and 0 <= column < len(cells[row])
    return cells[row][column] if is_inside else " "


def _boxes(plan):
    """The cells of items; lines go on through bends, each of which has cells of its own."""
    return {
        (row, column)
        for rank, numbers in enumerate(plan.layers.rows)
        for number in numbers
        for row in range(plan.box_rows(number, rank)[0], plan.box_rows(number, rank)[1] + 1)
        for column in _columns(plan, number)
    }


def _columns(plan, number):
    extent, middle = plan.boxes[number].extent, plan.middle[number]
    return range(middle - extent.left, middle + extent.right + 1)
