from collections.abc import Mapping, MutableSequence, MutableSet
from typing import Annotated, Any, Literal, NotRequired, Optional

import pytest

from stepgraph.channels import MISSING
from stepgraph.channels.construct import concrete, empty


@pytest.mark.parametrize(
    ("typ", "made"),
    [
        (list[int], []),
        (dict[str, int], {}),
        (MutableSequence[int], []),
        (MutableSet[int], set()),
        (Mapping[str, int], {}),
        (NotRequired[list[int]], []),
        (int, 0),
    ],
)
def test_a_type_makes_an_empty_value_of_its_own(typ, made):
    assert empty(concrete(typ)) == made


class Refuses:
    def __init__(self):
        raise LookupError("not today")


@pytest.mark.parametrize(
    "typ",
    [list | None, Optional[list], Literal["a"], Any, Refuses, Annotated],  # noqa: UP045
)
def test_what_makes_no_empty_value_has_none(typ):
    assert empty(concrete(typ)) is MISSING
