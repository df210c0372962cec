"""Messages in the schema of a pydantic state. Imported only by pydantic's own call."""

from __future__ import annotations

from typing import Any

from pydantic_core import CoreSchema, core_schema

from stepgraph.errors import InvalidMessageError
from stepgraph.message.base import BaseMessage
from stepgraph.message.coerce import message_from


def schema_of(kind: type[BaseMessage]) -> CoreSchema:
    """A schema that takes whatever reads as a message of this kind, and writes its JSON."""

    def read(value: Any) -> BaseMessage:
        message = message_from(value)
        if not isinstance(message, kind):
            raise InvalidMessageError(
                f"A {type(message).__name__} stands where a {kind.__name__} belongs.",
                "Give one, or widen the annotation to AnyMessage.",
            )
        return message

    return core_schema.no_info_plain_validator_function(
        read,
        json_schema_input_schema=core_schema.dict_schema(),
        serialization=core_schema.plain_serializer_function_ser_schema(
            BaseMessage.to_json, return_schema=core_schema.dict_schema()
        ),
    )
