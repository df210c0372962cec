"""The table on DynamoDB."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from pynamodb.attributes import BinaryAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.connection import Connection
from pynamodb.exceptions import PutError, PynamoDBException, TransactWriteError, UpdateError
from pynamodb.expressions.condition import Condition
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from stepgraph.checkpoint.table import Attribute, ConflictError, Item, Put, Update
from stepgraph.errors import StorageError, TooManyChangesError

__all__ = ["DynamoDBSaver", "LogItem"]

CONNECT_TIMEOUT_SECONDS = 2
READ_TIMEOUT_SECONDS = 5
# With botocore's exponential waits this outlasts a partition split, and a Lambda outlasts it.
MAX_RETRIES = 6
_CONDITION_FAILED = "ConditionalCheckFailed"
_CONTENTION = "TransactionConflict"
# DynamoDB's own bound on one transaction.
MAX_CHANGES = 100
# Another transaction is at the same item, which takes milliseconds; botocore does not wait for it.
CONTENTION_WAITS_SECONDS = (0.02, 0.05, 0.1, 0.2, 0.4)

T = TypeVar("T")


class LogItem(Model):
    """Every attribute that an item of the log may have."""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    v = NumberAttribute(null=True)
    type = UnicodeAttribute(null=True)
    body = BinaryAttribute(null=True, legacy_encoding=False)
    hash = UnicodeAttribute(null=True)
    seq = NumberAttribute(null=True)
    parent = NumberAttribute(null=True)
    kind = UnicodeAttribute(null=True)
    run = UnicodeAttribute(null=True)
    commit = UnicodeAttribute(null=True)
    step = NumberAttribute(null=True)
    at = UnicodeAttribute(null=True)
    snap = NumberAttribute(null=True)
    since = NumberAttribute(null=True)
    due = NumberAttribute(null=True)
    path = UnicodeAttribute(null=True)
    index = NumberAttribute(null=True)
    attempt = NumberAttribute(null=True)
    incarnation = UnicodeAttribute(null=True)
    status = UnicodeAttribute(null=True)
    graph = UnicodeAttribute(null=True)
    created_at = UnicodeAttribute(null=True)
    updated_at = UnicodeAttribute(null=True)
    metadata = UnicodeAttribute(null=True)


class DynamoDBSaver:
    """Keeps threads in one DynamoDB table.

    Region, credentials and endpoint come from the environment, as for any AWS client, unless
    they are given here.
    """

    blocks: bool = True

    def __init__(
        self, table_name: str, *, region: str | None = None, endpoint_url: str | None = None
    ) -> None:
        self.table_name = table_name
        settings: dict[str, Any] = {
            "region": region
            or os.environ.get("AWS_REGION")
            or os.environ.get("AWS_DEFAULT_REGION"),
            "host": endpoint_url,
            "connect_timeout_seconds": CONNECT_TIMEOUT_SECONDS,
            "read_timeout_seconds": READ_TIMEOUT_SECONDS,
            "max_retry_attempts": MAX_RETRIES,
        }
        own = {"table_name": table_name, "billing_mode": "PAY_PER_REQUEST"}
        meta = type("Meta", (), {**settings, **own})
        self._model: type[LogItem] = type("ThreadItem", (LogItem,), {"Meta": meta})
        self._connection = Connection(**settings)

    def create_table(self) -> None:
        """Make the table, for an endpoint that CDK has not deployed to."""
        self._model.create_table(wait=True)

    def get(self, pk: str, sk: str) -> Item | None:
        """The item, if there is one."""
        try:
            return _plain(self._call(lambda: self._model.get(pk, sk, consistent_read=True)))
        except self._model.DoesNotExist:
            return None

    def query(self, pk: str, first: str, last: str) -> list[Item]:
        """The items with sort keys from `first` to `last`, in their order."""
        between = self._model.sk.between(first, last)
        return self._call(
            lambda: [_plain(item) for item in self._model.query(pk, between, consistent_read=True)]
        )

    def write(self, *changes: Put | Update) -> None:
        """Make all the changes or, with ConflictError, none."""
        if len(changes) > MAX_CHANGES:
            raise TooManyChangesError(
                f"{len(changes)} items cannot be written together; DynamoDB takes {MAX_CHANGES}.",
                f"Answer at most {MAX_CHANGES - 2} interrupts at once, and the others after them.",
            )
        for wait in (*CONTENTION_WAITS_SECONDS, None):
            try:
                return self._call(lambda: self._write(changes))
            except _ContentionError as error:
                if wait is None:
                    raise self._storage_error(error.cause) from error
                time.sleep(wait)
        return None

    def _write(self, changes: tuple[Put | Update, ...]) -> None:
        first = changes[0]
        if len(changes) > 1:
            self._write_together(changes)
        elif isinstance(first, Put):
            self._put(first)
        else:
            self._update(first)

    def _put(self, change: Put) -> None:
        self._new(change.item).save(condition=self._model.pk.does_not_exist())

    def _new(self, item: Item) -> LogItem:
        attributes: dict[str, Any] = dict(item)
        return self._model(**attributes)

    def _update(self, change: Update) -> None:
        item, actions = self._model(change.pk, change.sk), self._actions(change)
        item.update(actions=actions, condition=self._expected(change.expect))

    def _write_together(self, changes: tuple[Put | Update, ...]) -> None:
        with TransactWrite(connection=self._connection) as transaction:
            for change in changes:
                if isinstance(change, Put):
                    absent = self._model.pk.does_not_exist()
                    transaction.save(self._new(change.item), condition=absent)
                else:
                    item, actions = self._model(change.pk, change.sk), self._actions(change)
                    condition = self._expected(change.expect)
                    transaction.update(item, actions=actions, condition=condition)

    def _actions(self, change: Update) -> list[Any]:
        values = {name: value for name, value in change.values.items() if name not in ("pk", "sk")}
        return [getattr(self._model, name).set(value) for name, value in values.items()]

    def _expected(self, expect: Mapping[str, Attribute | None]) -> Condition | None:
        condition: Condition | None = None
        for name, value in expect.items():
            attribute = getattr(self._model, name)
            one = attribute.does_not_exist() if value is None else attribute == value
            condition = one if condition is None else condition & one
        return condition

    def _call(self, request: Callable[[], T]) -> T:
        try:
            return request()
        except (PutError, UpdateError, TransactWriteError) as error:
            if _is_conflict(error):
                raise ConflictError(str(error)) from error
            if _CONTENTION in _reasons(error):
                raise _ContentionError(error) from error
            raise self._storage_error(error) from error
        except self._model.DoesNotExist:
            raise
        except PynamoDBException as error:
            raise self._storage_error(error) from error

    def _storage_error(self, error: PynamoDBException) -> StorageError:
        return StorageError(
            f"DynamoDB did not serve table {self.table_name!r}: "
            f"{error.cause_response_code or type(error).__name__}: "
            f"{error.cause_response_message or error.msg}.",
            "Check that the table exists in this region and that the credentials may use it.",
        )


class _ContentionError(Exception):
    def __init__(self, cause: PynamoDBException) -> None:
        super().__init__(str(cause))
        self.cause = cause


def _reasons(error: PynamoDBException) -> set[str]:
    """Why a transaction was cancelled."""
    reasons = getattr(error, "cancellation_reasons", None) or ()
    return {reason.code for reason in reasons if reason}


def _is_conflict(error: PutError | UpdateError | TransactWriteError) -> bool:
    reasons = _reasons(error)
    if reasons:
        return _CONDITION_FAILED in reasons
    return str(error.cause_response_code).startswith(_CONDITION_FAILED)


def _plain(item: Model) -> Item:
    return {name: value for name, value in item.attribute_values.items() if value is not None}
