from dataclasses import replace

import pytest

from stepgraph.checkpoint import items
from stepgraph.checkpoint.records import Answer, Entry, Failure, Meta, Question, TaskWrites
from stepgraph.engine import TaskRef, TaskResult
from stepgraph.errors import DamagedItemError, ItemTooLargeError, UnknownTypeError
from stepgraph.types import Send

RESULT = TaskResult("N:a", "a", (("x", (1, 2)), ("~", {1: None})), ("b", Send("w", {"k": b"1"})))
ENTRY = Entry(
    seq=3, parent=1, kind="loop", run="r", commit="1", step=2, at="now", snap=1, since=9, due=0
)
ENTRIES = {
    "empty": ENTRY,
    "with results": replace(ENTRY, results=(RESULT, TaskResult("N:b", "b"))),
    "with names": replace(ENTRY, named=(("N:a", "digest"), ("S:000001:b", "digest"))),
    "with tasks": replace(ENTRY, next=(TaskRef.pull("a"), TaskRef.push(1, "b", None))),
    "with a snapshot": replace(ENTRY, snapshot={"x": {1, 2}, "~": "tagged", "v": 1}),
    "with an empty snapshot": replace(ENTRY, snapshot={}),
    "with a config": replace(ENTRY, config={"configurable": {"user": "u", "~": 1}}),
}


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=ENTRIES.keys())
def test_an_entry_comes_back_as_it_was(entry):
    item = items.entry_item("p", "", entry, items.packed_results(entry.results))
    assert items.record_of(item) == entry


@pytest.mark.parametrize(
    ("make", "record"),
    [
        (items.question_item, Question(1, "N:a", 0, {"q": (1,)})),
        (items.answer_item, Answer(1, "N:a", 12, None)),
        (items.failure_item, Failure(1, "", "r", "ValueError", "my \N{SNOWMAN}", 3)),
    ],
)
def test_a_record_comes_back_as_it_was(make, record):
    assert items.record_of(make("p", "", record)) == record


def test_task_writes_come_back_with_their_digest():
    item = items.writes_item("p", "", TaskWrites(1, "r", RESULT))
    assert items.writes_of(item) == TaskWrites(1, "r", RESULT, str(item["hash"]))


def test_meta_comes_back_as_it_was():
    meta = Meta("i", "busy", "g", "r", 4, 2, "then", "now", '{"owner":"me"}')
    assert items.meta_of(items.meta_values(meta)) == meta


@pytest.mark.parametrize("position", [0, 5, -1])
def test_a_body_with_a_changed_byte_is_damaged(position):
    item = items.question_item("p", "", Question(1, "N:a", 0, "why?"))
    assert isinstance(item["body"], bytes)
    body = bytearray(item["body"])
    body[position] ^= 1
    with pytest.raises(DamagedItemError, match=r"#C#0000000001#I#N:a#0000.*its hash"):
        items.record_of({**item, "body": bytes(body)})


@pytest.mark.parametrize("format", [None, 0, 2])
def test_a_format_that_is_not_known_is_refused(format):
    item = items.question_item("p", "", Question(1, "N:a", 0, "why?"))
    meta = {"pk": "p", "sk": "META", **items.meta_values(Meta("i", "idle", "", "", 0, 0, "", ""))}
    for read, one in ((items.record_of, item), (items.meta_of, meta)):
        with pytest.raises(DamagedItemError, match=f"format {format}; this version reads 1"):
            read({**one, "v": format})


def test_an_unknown_type_names_its_channel():
    with pytest.raises(UnknownTypeError, match=r"Channel 'x' holds .*builtins\.object"):
        items.packed_results([TaskResult("N:a", "a", (("x", [object()]),))])


def test_an_unknown_type_in_a_send_names_the_node():
    with pytest.raises(UnknownTypeError, match="A Send of 'a'"):
        items.packed_results([TaskResult("N:a", "a", (), (Send("w", object()),))])


def test_more_than_an_item_may_hold_is_refused_with_the_bound_and_the_fix():
    big = Question(1, "N:a", 0, "x" * items.MAX_BODY_BYTES)
    with pytest.raises(ItemTooLargeError, match=r"300,002 bytes.*300,000.*Write less"):
        items.question_item("p", "", big)
    items.question_item("p", "", replace(big, value="x" * (items.MAX_BODY_BYTES - 2)))


def test_no_digest_is_the_digest_of_other_bytes():
    assert items.digest(b"a") != items.digest(b"b")
    assert items.digest(b"a") == items.digest(b"a")
