import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from stepgraph.message import AnyMessage
from tests.unit.message.untyped import AIMessage, HumanMessage


class State(BaseModel):
    messages: list[AnyMessage]


def read(messages):
    return State.model_validate({"messages": messages})


def test_a_pydantic_state_reads_whatever_reads_as_a_message():
    state = read(["a", {"type": "ai", "content": "b"}, HumanMessage("c")])
    assert state.messages == [HumanMessage("a"), AIMessage("b"), HumanMessage("c")]


def test_a_pydantic_state_writes_the_json_of_the_api():
    assert read(["a"]).model_dump() == {"messages": [HumanMessage("a").to_json()]}


def test_what_is_no_message_of_the_kind_is_a_validation_error():
    with pytest.raises(ValidationError, match="type 'int'"):
        read([3])
    with pytest.raises(ValidationError, match="AIMessage stands where a HumanMessage"):
        TypeAdapter(HumanMessage).validate_python(AIMessage("a"))


@pytest.mark.parametrize("mode", ["validation", "serialization"])
def test_the_schema_of_such_a_state_can_be_shown(mode):
    assert State.model_json_schema(mode=mode)["properties"]["messages"]["type"] == "array"
