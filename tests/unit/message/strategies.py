"""Messages of all kinds, for laws."""

from hypothesis import strategies as st

from stepgraph.message import (
    AIMessage,
    AIMessageChunk,
    HumanMessage,
    RemoveMessage,
    SystemMessage,
    ToolMessage,
)

IDS = ["a", "b", "c", "d", "e"]

ids = st.sampled_from(IDS)
texts = st.text(max_size=5)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(texts, inner, max_size=2),
    max_leaves=4,
)
json_objects = st.dictionaries(texts, json_values, max_size=2)
blocks = st.lists(texts | st.builds(lambda t: {"type": "text", "text": t}, texts), max_size=3)
contents = texts | blocks
calls = st.lists(
    st.builds(
        lambda i, args: {"name": "f", "args": args, "id": i}, st.sampled_from("xyz"), json_objects
    ),
    max_size=2,
)
usage = st.none() | st.just({"input_tokens": 1, "output_tokens": 2, "total_tokens": 3})
common = {
    "content": contents,
    "name": st.none() | texts,
    "additional_kwargs": json_objects,
    "response_metadata": json_objects,
}


def messages(ids=ids):
    """Any message but a removal."""
    return st.one_of(
        st.builds(HumanMessage, id=ids, **common),
        st.builds(SystemMessage, id=ids, **common),
        st.builds(AIMessage, id=ids, tool_calls=calls, usage_metadata=usage, **common),
        st.builds(
            ToolMessage,
            id=ids,
            tool_call_id=st.sampled_from("xyz"),
            artifact=json_values,
            status=st.sampled_from(["success", "error"]),
            **common,
        ),
    )


removals = st.builds(RemoveMessage, ids)
pieces = st.lists(
    st.fixed_dictionaries(
        {
            "name": st.none() | texts,
            "args": st.none() | st.sampled_from(["", '{"a"', ": 1}", '{"a": 1}', "[]"]),
            "id": st.none() | texts,
            "index": st.integers(0, 2),
        }
    ),
    max_size=3,
)
chunks = st.builds(
    AIMessageChunk, id=st.none() | ids, tool_call_chunks=pieces, usage_metadata=usage, **common
)
anything = messages(st.none() | ids) | removals | chunks
conversations = st.lists(messages(), unique_by=lambda message: message.id)
updates = st.lists(messages())

# Conversations where only who calls and who answers matters.
_bare_calls = st.sampled_from("xyz").map(lambda i: {"name": "f", "args": {}, "id": i})
_turns = st.one_of(
    st.builds(HumanMessage, st.just("q")),
    st.builds(SystemMessage, st.just("s")),
    st.builds(AIMessage, st.just("a"), tool_calls=st.lists(_bare_calls, max_size=2)),
    st.builds(ToolMessage, st.just("r"), tool_call_id=st.sampled_from("xyz")),
)
talks = st.lists(_turns, max_size=8).map(
    lambda turns: [turn.model_copy(update={"id": str(n)}) for n, turn in enumerate(turns)]
)
