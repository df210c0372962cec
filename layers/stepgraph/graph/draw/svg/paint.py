"""A figure as SVG."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from stepgraph.graph.draw.edges import label_of, title_of
from stepgraph.graph.draw.svg.figure import LINE_HEIGHT, LOOP, Figure, Shape, Stroke
from stepgraph.graph.draw.svg.style import STYLE
from stepgraph.graph.draw.text import visible

_ARROW_LENGTH, _ARROW_HALF = 8, 4
# From the top of a line of text to where its letters stand.
_BASELINE = 13


def paint(name: str, figure: Figure) -> str:
    """Lines first, then shapes over them."""
    width, height = figure.width, figure.height
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="stepgraph" width="{width}" '
        f'height="{height}" viewBox="0 0 {width} {height}" role="graphics-document">',
        f"<title>Graph {_text(name)}</title>",
        f"<style>{STYLE}</style>",
        f'<rect class="back" width="{width}" height="{height}"/>',
        *(_stroke(stroke) for stroke in figure.strokes),
        *(line for placed in figure.shapes for line in _shape(*placed)),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _stroke(stroke: Stroke) -> str:
    up, arrow = stroke.link.up, ""
    y1, y2 = stroke.y1, stroke.y2
    if stroke.has_arrow:
        arrow = _arrow(stroke.x1, y1, -1) if up else _arrow(stroke.x2, y2, 1)
        y1, y2 = (y1 + _ARROW_LENGTH, y2) if up else (y1, y2 - _ARROW_LENGTH)
    path = f'<path d="{_curve(stroke, y1, y2)}"/>'
    return f'<g class="{_class(stroke.link.dashed)}">{_title(stroke.link.title)}{path}{arrow}</g>'


def _curve(stroke: Stroke, y1: int, y2: int) -> str:
    first, last = max(stroke.straight_from, y1), min(stroke.straight_to, y2)
    half = (first + last) // 2
    x1, x2 = stroke.x1, stroke.x2
    start = f"M{x1} {y1}V{first}" if first != y1 else f"M{x1} {y1}"
    end = f"V{y2}" if last != y2 else ""
    return f"{start}C{x1} {half} {x2} {half} {x2} {last}{end}"


def _arrow(x: int, y: int, sign: int) -> str:
    """A head whose tip is at x, y and that points down, or up where `sign` is -1."""
    back = y - sign * _ARROW_LENGTH
    return f'<path class="head" d="M{x} {y}L{x - _ARROW_HALF} {back}H{x + _ARROW_HALF}Z"/>'


def _shape(shape: Shape, middle: int, top: int) -> Iterator[str]:
    kind = shape.item.kind
    left, width, height = middle - shape.width // 2, shape.width, shape.height
    if kind == "joint":
        yield f'<circle class="joint" cx="{middle}" cy="{top + height // 2}" r="{height // 2}"/>'
    elif kind == "label":
        yield f'<g class="label">{_lines(shape, middle, top)}</g>'
    elif kind != "bend":
        radius = height // 2 if kind == "pole" else 6
        box = f'<rect x="{left}" y="{top}" width="{width}" height="{height}" rx="{radius}"/>'
        pad = (height - len(shape.lines) * LINE_HEIGHT) // 2
        text = _lines(shape, middle, top + pad)
        yield f'<g class="{kind}">{_title(shape.item.text)}{box}{text}</g>'
        yield from _loop(shape, left + width, top)


def _loop(shape: Shape, right: int, top: int) -> Iterator[str]:
    if shape.loop is None:
        return
    first, last = top + 6, top + shape.height - 6
    far = right + LOOP
    path = f"M{right} {first}C{far} {first - 4} {far} {last + 4} {right + _ARROW_LENGTH} {last}"
    back = right + _ARROW_LENGTH
    head = f"M{right} {last}L{back} {last - _ARROW_HALF}V{last + _ARROW_HALF}Z"
    yield (
        f'<g class="{_class(shape.loop.conditional)}">{_title(title_of(shape.loop))}'
        f'<path d="{path}"/><path class="head" d="{head}"/></g>'
    )
    label = label_of(shape.loop)
    if label:
        y = top + shape.height // 2 + _BASELINE - LINE_HEIGHT // 2
        yield f'<text class="label beside" x="{far}" y="{y}">{_text(label)}</text>'


def _lines(shape: Shape, middle: int, top: int) -> str:
    return "".join(
        f'<text x="{middle}" y="{top + index * LINE_HEIGHT + _BASELINE}">{_text(line)}</text>'
        for index, line in enumerate(shape.lines)
    )


def _class(dashed: bool) -> str:
    return "line dashed" if dashed else "line"


def _title(text: str) -> str:
    return f"<title>{_text(text, keep='\n')}</title>"


def _text(text: str, keep: str = "") -> str:
    shown = keep.join(visible(line) for line in text.split(keep)) if keep else visible(text)
    return escape(shown, quote=False)
