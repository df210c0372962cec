"""Where an item stands in the table. docs/keys.md lists all of them, those to come included."""

from __future__ import annotations

from stepgraph.errors import InvalidInputError

META = "META"
# Positions are padded so that they sort as text the way they sort as numbers.
SEQ_WIDTH = 10
MAX_ID_LENGTH = 255


def thread_key(tenant: str, thread: str) -> str:
    """The partition of a thread."""
    return f"{_checked_tenant(tenant)}#T#{_checked_thread(thread)}"


def entry_key(ns: str, seq: int) -> str:
    """A checkpoint, or the claim of a run that resumes."""
    return f"{ns}#C#{seq:0{SEQ_WIDTH}d}"


def writes_key(ns: str, seq: int, path: str) -> str:
    """The writes of one task of the superstep planned at `seq`."""
    return f"{entry_key(ns, seq)}#W#{path}"


def interrupt_key(ns: str, seq: int, path: str, index: int) -> str:
    """The question that a task asked with its call `index` of `interrupt`."""
    return f"{entry_key(ns, seq)}#I#{path}#{index:04d}"


def answer_key(ns: str, seq: int, path: str, index: int) -> str:
    """The answer to that question."""
    return f"{entry_key(ns, seq)}#V#{path}#{index:04d}"


def failure_key(ns: str, seq: int, path: str, run: str) -> str:
    """The error that a task ended with in a run."""
    return f"{entry_key(ns, seq)}#F#{path}#{run}"


def call_key(ns: str, seq: int, path: str) -> str:
    """What a task function returned, by where it was called."""
    return f"{entry_key(ns, seq)}#T#{path}"


def log_range(ns: str, first_seq: int) -> tuple[str, str]:
    """The sort keys between which the log lies, from `first_seq` to its end."""
    # "$" is the character after "#".
    return entry_key(ns, first_seq), f"{ns}#C$"


def _checked_thread(thread: str) -> str:
    if thread and len(thread) <= MAX_ID_LENGTH and thread.isprintable():
        return thread
    raise InvalidInputError(
        f"The thread id {thread[:40]!r} cannot be a key.",
        f"Use 1 to {MAX_ID_LENGTH} printable characters.",
    )


def _checked_tenant(tenant: str) -> str:
    # The tenant comes first in the key, so it must not be able to write the rest of it.
    if tenant and len(tenant) <= MAX_ID_LENGTH and tenant.isprintable() and "#" not in tenant:
        return tenant
    raise InvalidInputError(
        f"The tenant {tenant[:40]!r} cannot be a key.",
        f"Use 1 to {MAX_ID_LENGTH} printable characters other than '#'.",
    )
