"""Reading the annotations of a schema."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, get_args, get_origin, get_type_hints

from stepgraph.errors import GraphDefinitionError

# By name, since typing and typing_extensions each have their own.
_QUALIFIERS = frozenset({"Required", "NotRequired", "ReadOnly"})

# What a name, a subscript or a piece of text that is no type can raise when it is looked up.
_UNREADABLE = (NameError, TypeError, AttributeError, SyntaxError)


def hints_of(schema: type) -> dict[str, Any]:
    """The annotation of each key, without what says nothing about how it folds."""
    try:
        hints = get_type_hints(schema, include_extras=True)
    except _UNREADABLE as error:
        raise GraphDefinitionError(
            (
                f"The annotations of state schema {schema!r} cannot be read: {error}. "
                "Import the names that it uses at module level, outside `if TYPE_CHECKING`.",
            )
        ) from error
    return {key: without_qualifiers(hint) for key, hint in hints.items() if _is_of_instance(hint)}


def without_qualifiers(hint: Any) -> Any:
    """`Required`, `NotRequired` and `ReadOnly`, in any nesting, say nothing about folding."""
    while getattr(get_origin(hint), "_name", None) in _QUALIFIERS:
        hint = get_args(hint)[0]
    return hint


def notes_of(hint: Any) -> tuple[Any, tuple[Any, ...]]:
    """The type of an annotation, and what `Annotated` notes beside it."""
    if get_origin(hint) is not Annotated:
        return hint, ()
    typ, *notes = get_args(hint)
    return typ, tuple(notes)


def _is_of_instance(hint: Any) -> bool:
    return hint is not ClassVar and get_origin(hint) is not ClassVar
