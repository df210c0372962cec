import boto3
import pytest

from stepgraph.checkpoint.dynamodb import DynamoDBSaver, LogItem
from stepgraph.checkpoint.items import _META_FIELDS
from stepgraph.checkpoint.records import Entry
from stepgraph.checkpoint.table import ConflictError, Put, Update
from stepgraph.errors import StorageError, TooManyChangesError
from tests.moto_dynamodb import dynamodb as dynamodb_in_process

PUT = Put({"pk": "p", "sk": "s"})


@pytest.mark.parametrize(
    "call",
    [
        lambda saver: saver.get("p", "s"),
        lambda saver: saver.query("p", "a", "z"),
        lambda saver: saver.write(PUT),
        lambda saver: saver.write(Update("p", "s", {"seq": 1}, {})),
        lambda saver: saver.write(PUT, Put({"pk": "p", "sk": "t"})),
    ],
)
def test_a_table_that_is_not_there_is_named_with_the_fix(call):
    with dynamodb_in_process():
        saver = DynamoDBSaver("no-such-table", region="eu-central-1")
        with pytest.raises(StorageError, match=r"'no-such-table'.*ResourceNotFound.*Check"):
            call(saver)


def test_what_is_no_conflict_is_not_called_one(dynamodb):
    with pytest.raises(StorageError) as caught:
        dynamodb.write(Put({"pk": "p", "sk": "big", "body": bytes(500_000)}))
    assert not isinstance(caught.value, ConflictError)


def test_more_changes_than_a_transaction_takes_are_no_conflict(dynamodb):
    with pytest.raises(TooManyChangesError, match="at most 98 interrupts"):
        dynamodb.write(*(Put({"pk": "p", "sk": str(number)}) for number in range(101)))


def test_the_region_comes_from_the_environment(monkeypatch):
    monkeypatch.setenv("AWS_REGION", "ap-south-1")
    assert DynamoDBSaver("log")._connection.region == "ap-south-1"


def test_the_pages_of_the_contract_are_real(dynamodb):
    """moto splits an answer after a megabyte as DynamoDB does."""
    for number in range(9):
        dynamodb.write(Put({"pk": "pages", "sk": str(number), "body": bytes(300_000)}))
    answer = boto3.client("dynamodb", region_name="eu-central-1").query(
        TableName="log",
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": "pages"}},
    )
    assert "LastEvaluatedKey" in answer


def test_every_attribute_of_the_log_is_an_attribute_of_the_model():
    assert set(_META_FIELDS) <= set(LogItem.get_attributes())
    in_body = {"results", "named", "next", "snapshot", "config"}
    assert set(Entry.__slots__) - in_body <= set(LogItem.get_attributes())
