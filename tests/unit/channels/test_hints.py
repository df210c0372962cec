from typing import Annotated, ClassVar, NotRequired, Required

import pytest

from stepgraph.channels.hints import hints_of, notes_of, without_qualifiers
from stepgraph.errors import GraphDefinitionError


def test_qualifiers_are_seen_through_in_any_nesting():
    assert without_qualifiers(Required[NotRequired[int]]) is int
    assert without_qualifiers(list[int]) == list[int]


def test_an_annotation_is_a_type_and_its_notes():
    assert notes_of(Annotated[int, "a", 1]) == (int, ("a", 1))
    assert notes_of(int) == (int, ())


def test_what_belongs_to_the_class_is_no_key():
    class Schema:
        key: int
        version: ClassVar[int] = 1
        bare: ClassVar = 2

    assert hints_of(Schema) == {"key": int}


@pytest.mark.parametrize("text", ["Absent", "int.absent", "list[", "1 + 'a'"])
def test_text_that_is_no_type_names_the_schema(text):
    with pytest.raises(GraphDefinitionError, match=r"state schema .*S.* cannot be read"):
        hints_of(type("S", (), {"__annotations__": {"key": text}}))
