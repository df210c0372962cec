"""Ids that follow from where a thing stands, so that a retry makes the same ones."""

from __future__ import annotations

import hashlib
import uuid

# A position and its phase take the 60 bits that a uuid6 sorts by.
_ARRIVED, _APPLIED = 0, 1


def checkpoint_id(incarnation: str, seq: int, *, arrived: bool = False) -> str:
    """The id of the checkpoint at `seq`: sortable, and shaped like a uuid6.

    An input makes two checkpoints at one position: `arrived` is the one before it is applied.
    """
    position = seq << 1 | (_ARRIVED if arrived else _APPLIED)
    tail = int.from_bytes(_digest(incarnation, str(seq))[:8]) & ((1 << 62) - 1)
    high, low = position >> 12, position & 0xFFF
    return str(uuid.UUID(int=high << 80 | 6 << 76 | low << 64 | 2 << 62 | tail))


def seq_of(checkpoint: str) -> tuple[int, bool]:
    """The position that a checkpoint id stands for, and whether its input has only arrived."""
    number = uuid.UUID(checkpoint).int
    position = (number >> 80) << 12 | (number >> 64 & 0xFFF)
    return position >> 1, position & 1 == _ARRIVED


def task_id(incarnation: str, ns: str, seq: int, path: str) -> str:
    """The id of the task at `path` in the superstep planned at `seq`."""
    return str(uuid.UUID(bytes=_digest(incarnation, ns, str(seq), path)[:16], version=5))


def interrupt_id(task: str, index: int) -> str:
    """The id of the question that a task asked with its call `index` of `interrupt`."""
    return _digest(task, str(index)).hex()[:32]


def _digest(*parts: str) -> bytes:
    return hashlib.blake2b("\x00".join(parts).encode(), digest_size=32).digest()
