"""The spine, drawn.

After a change that is meant: stepgraph graph spine --format ascii --output golden/spine.ascii
"""

from pathlib import Path

import pytest

from functions.graphs.spine import graph
from stepgraph.graph.draw import drawable_of

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("format", ["ascii", "mermaid", "dot", "svg"])
def test_the_spine_looks_as_it_did(format):
    drawn = getattr(drawable_of(graph.spec), f"draw_{format}")()
    assert drawn.rstrip("\n") + "\n" == (GOLDEN / f"spine.{format}").read_text()
