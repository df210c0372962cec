"""What the checks find in a builder."""

import pytest

from stepgraph.errors import GraphDefinitionError
from stepgraph.graph.validation import problems_of


def refusals(builder, **options):
    """The errors that `compile` refuses it with, as code and node."""
    with pytest.raises(GraphDefinitionError) as caught:
        builder.compile(**options)
    return [(one.code, one.node) for one in caught.value.problems if one.severity == "error"]


def warnings(builder):
    """What it compiles in spite of, as code and node."""
    found = problems_of(builder.compile().spec)
    assert {one.severity for one in found} <= {"warning"}
    return [(one.code, one.node) for one in found]


def texts(builder):
    """The sentences."""
    try:
        return [str(one) for one in problems_of(builder.compile().spec)]
    except GraphDefinitionError as error:
        return [str(one) for one in error.problems]
