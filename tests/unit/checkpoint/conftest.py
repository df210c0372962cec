"""Both tables, behind one fixture."""

import uuid

import pytest

from stepgraph.checkpoint.dynamodb import DynamoDBSaver
from stepgraph.checkpoint.memory import InMemorySaver
from tests.moto_dynamodb import dynamodb as dynamodb_in_process


@pytest.fixture(scope="module")
def dynamodb():
    with dynamodb_in_process():
        saver = DynamoDBSaver("log", region="eu-central-1")
        saver.create_table()
        yield saver


@pytest.fixture(params=["memory", "dynamodb"])
def table(request):
    return InMemorySaver() if request.param == "memory" else request.getfixturevalue("dynamodb")


@pytest.fixture
def thread():
    """A thread of its own for each test, since the tests of a module share a table."""
    return uuid.uuid4().hex
