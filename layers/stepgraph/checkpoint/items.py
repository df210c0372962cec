"""Records as items of a table, and back."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any, cast

from stepgraph.channels import MISSING
from stepgraph.checkpoint import codec, keys
from stepgraph.checkpoint.records import (
    Answer,
    CallResult,
    Entry,
    Failure,
    Meta,
    Question,
    Record,
    TaskWrites,
)
from stepgraph.checkpoint.table import Item
from stepgraph.engine import TaskRef, TaskResult
from stepgraph.errors import DamagedItemError, ItemTooLargeError, UnknownTypeError

FORMAT = 1
# DynamoDB refuses items over 400 KB; keys, attribute names and what is to come get the rest.
MAX_BODY_BYTES = 300_000

_META_FIELDS = tuple(Meta.__slots__)
_ENTRY_FIELDS = ("seq", "parent", "kind", "run", "commit", "step", "at", "snap", "since", "due")


def meta_values(meta: Meta) -> Item:
    """The attributes of a thread's META, its keys apart."""
    return {"v": FORMAT, **{name: getattr(meta, name) for name in _META_FIELDS}}


def meta_of(item: Item) -> Meta:
    """META from its attributes."""
    _require_format(item)
    return Meta(**{name: item[name] for name in _META_FIELDS})  # type: ignore[arg-type]


def packed_results(results: Sequence[TaskResult]) -> bytes:
    """The part of an entry that grows with what was written; its length is what it costs."""
    return _encoded([_pack_result(result) for result in results])


def _encoded(packed: Any) -> bytes:
    try:
        return codec.encode(packed)
    except (UnicodeEncodeError, ValueError) as error:
        raise UnknownTypeError(
            f"A write cannot be stored as JSON: {type(error).__name__}.",
            "Write whole Unicode characters, and integers of at most 4,300 digits.",
        ) from error


def value_bytes(results: Sequence[TaskResult], packed: bytes) -> int:
    """How many of the packed bytes are values; the rest names tasks and channels."""
    frame = [
        [result.path, result.node, [[key, ""] for key, _ in result.writes], []]
        for result in results
    ]
    return max(0, len(packed) - len(codec.encode(frame)))


def entry_item(pk: str, ns: str, entry: Entry, results: bytes) -> Item:
    """The item of an entry whose results are packed already."""
    rest = codec.encode(
        [
            [list(name) for name in entry.named],
            [_pack_ref(ref) for ref in entry.next],
            entry.snapshot and [[k, _pack_value(k, v)] for k, v in entry.snapshot.items()],
            entry.config and codec.pack(entry.config, "The run's config"),
        ]
    )
    fields = {name: getattr(entry, name) for name in _ENTRY_FIELDS}
    body = b"[" + results + b"," + rest[1:]
    return _item(pk, keys.entry_key(ns, entry.seq), "C", body, fields)


def writes_item(pk: str, ns: str, writes: TaskWrites) -> Item:
    """The item of one task's writes."""
    key = keys.writes_key(ns, writes.seq, writes.result.path)
    body = _encoded(_pack_result(writes.result))
    return _item(pk, key, "W", body, {"seq": writes.seq, "run": writes.run})


def question_item(pk: str, ns: str, question: Question) -> Item:
    """The item of an interrupt."""
    key = keys.interrupt_key(ns, question.seq, question.path, question.index)
    return _item(pk, key, "I", codec.dumps(question.value, "An interrupt"), _place(question))


def answer_item(pk: str, ns: str, answer: Answer) -> Item:
    """The item of the value that resumes an interrupt."""
    key = keys.answer_key(ns, answer.seq, answer.path, answer.index)
    return _item(pk, key, "V", codec.dumps(answer.value, "An answer"), _place(answer))


def failure_item(pk: str, ns: str, failure: Failure) -> Item:
    """The item of a task's error."""
    key = keys.failure_key(ns, failure.seq, failure.path, failure.run)
    body = codec.dumps([failure.error, failure.message], "An error")
    fields: Item = {
        "seq": failure.seq,
        "path": failure.path,
        "run": failure.run,
        "attempt": failure.attempt,
    }
    return _item(pk, key, "F", body, fields)


def call_item(pk: str, ns: str, call: CallResult) -> Item:
    """The item of what a task function returned."""
    key = keys.call_key(ns, call.seq, call.path)
    where = f"The result of task {call.name!r}"
    body = _encoded([call.name, codec.pack(call.value, where)])
    return _item(pk, key, "T", body, {"seq": call.seq, "path": call.path, "run": call.run})


def record_of(item: Item) -> Record:
    """The record that an item holds, once its content is known to be whole."""
    _require_format(item)
    body = cast("bytes", item["body"])
    if digest(body) != item["hash"]:
        raise DamagedItemError(
            f"Item {item['sk']!r} of {item['pk']!r} does not match its hash.",
            "Restore it from a backup, or fork the thread from an earlier checkpoint.",
        )
    return _READERS[str(item["type"])](item, codec.loads(body))


def writes_of(item: Item) -> TaskWrites:
    """The task writes that an item holds."""
    return cast("TaskWrites", record_of(item))


def digest(body: bytes) -> str:
    """The hash that an item carries of its body."""
    return hashlib.blake2b(body, digest_size=16).hexdigest()


def _item(pk: str, sk: str, kind: str, body: bytes, fields: Item) -> Item:
    if len(body) > MAX_BODY_BYTES:
        raise ItemTooLargeError(
            f"{len(body):,} bytes would be stored at once; at most {MAX_BODY_BYTES:,} can be.",
            "Write less in one superstep, or keep large values elsewhere and where they are in "
            "the state.",
        )
    return {
        "pk": pk,
        "sk": sk,
        "v": FORMAT,
        "type": kind,
        "body": body,
        "hash": digest(body),
        **fields,
    }


def _place(record: Question | Answer) -> Item:
    return {"seq": record.seq, "path": record.path, "index": record.index}


def _require_format(item: Item) -> None:
    if item.get("v") != FORMAT:
        raise DamagedItemError(
            f"Item {item['sk']!r} of {item['pk']!r} has format {item.get('v')!r}; "
            f"this version reads {FORMAT}.",
            "Use the version of Stepgraph that wrote it, or a newer one.",
        )


def _pack_result(result: TaskResult) -> list[Any]:
    writes = [[key, _pack_value(key, value)] for key, value in result.writes]
    routes = [codec.pack(route, f"A Send of {result.node!r}") for route in result.routes]
    return [result.path, result.node, writes, routes]


def _pack_value(channel: str, value: Any) -> Any:
    try:
        return codec.pack(value, f"Channel {channel!r}")
    except RecursionError as error:
        raise UnknownTypeError(
            f"Channel {channel!r} holds a value that is nested too deeply, or that holds itself.",
            "Write a flatter value.",
        ) from error


def _pack_ref(ref: TaskRef) -> list[Any]:
    if ref.arg is MISSING:
        return [ref.path, ref.node]
    return [ref.path, ref.node, codec.pack(ref.arg, f"A Send to {ref.node!r}")]


def _result_of(packed: list[Any]) -> TaskResult:
    path, node, writes, routes = packed
    return TaskResult(path, node, tuple((key, value) for key, value in writes), tuple(routes))


def _read_entry(item: Item, body: Any) -> Entry:
    results, named, refs, snapshot, config = body
    return Entry(
        **{name: item[name] for name in _ENTRY_FIELDS},  # type: ignore[arg-type]
        results=tuple(_result_of(result) for result in results),
        named=tuple((path, found) for path, found in named),
        next=tuple(TaskRef(*ref) for ref in refs),
        snapshot=None if snapshot is None else dict(snapshot),
        config=config,
    )


def _read_writes(item: Item, body: Any) -> TaskWrites:
    seq, run = cast("int", item["seq"]), str(item["run"])
    return TaskWrites(seq, run, _result_of(body), str(item["hash"]))


def _read_question(item: Item, body: Any) -> Question:
    return Question(*_where(item), body)


def _read_answer(item: Item, body: Any) -> Answer:
    return Answer(*_where(item), body)


def _read_failure(item: Item, body: Any) -> Failure:
    seq, attempt = cast("int", item["seq"]), cast("int", item["attempt"])
    error, message = body
    return Failure(seq, str(item["path"]), str(item["run"]), error, message, attempt)


def _read_call(item: Item, body: Any) -> CallResult:
    seq, size = cast("int", item["seq"]), len(cast("bytes", item["body"]))
    name, value = body
    return CallResult(seq, str(item["path"]), str(item["run"]), name, value, size)


def _where(item: Item) -> tuple[int, str, int]:
    return cast("int", item["seq"]), str(item["path"]), cast("int", item["index"])


_READERS: dict[str, Callable[[Item, Any], Record]] = {
    "C": _read_entry,
    "W": _read_writes,
    "I": _read_question,
    "V": _read_answer,
    "F": _read_failure,
    "T": _read_call,
}
