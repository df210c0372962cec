"""The looks of an SVG drawing, in a light and a dark scheme."""

# Class names stand under one of their own: an SVG inside a page shares the page's style sheets.
_SHAPES = """
.stepgraph text{font:13px ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace;\
text-anchor:middle}
.stepgraph .beside{text-anchor:start}
.stepgraph rect{stroke-width:1.5}
.stepgraph .back{stroke:none}
.stepgraph .line path{fill:none;stroke-width:1.5}
.stepgraph .dashed path{stroke-dasharray:5 4}
.stepgraph .line .head{stroke:none}
"""


def _colours(back: str, fill: str, edge: str, text: str, line: str) -> str:
    # Not by custom properties: converters other than browsers do not know them.
    return f""".stepgraph .back,.stepgraph .pole rect{{fill:{back}}}
.stepgraph .node rect{{fill:{fill};stroke:{edge}}}
.stepgraph .pole rect{{stroke:{line}}}
.stepgraph text{{fill:{text}}}
.stepgraph .line path{{stroke:{line}}}
.stepgraph .line .head,.stepgraph .joint,.stepgraph .label,.stepgraph .label text{{fill:{line}}}
"""


_LIGHT = _colours("#fff", "#eef2ff", "#4f46e5", "#1e1b4b", "#475569")
_DARK = _colours("#0f172a", "#1e293b", "#818cf8", "#e2e8f0", "#94a3b8")

STYLE = f"{_SHAPES}{_LIGHT}@media (prefers-color-scheme:dark){{\n{_DARK}}}\n"
