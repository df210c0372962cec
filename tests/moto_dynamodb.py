"""DynamoDB in the test's own process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import boto3
from moto import mock_aws

# Not the region of the embedded AWS, which shares moto's state with whatever runs in its process.
REGION = "eu-central-1"


@contextmanager
def dynamodb() -> Iterator[None]:
    """A DynamoDB that keeps no tables made here; nothing else of moto's is touched."""
    mock = mock_aws()
    mock.start(reset=False)
    client = boto3.client("dynamodb", region_name=REGION)
    before = client.list_tables()["TableNames"]
    try:
        yield
        for table in set(client.list_tables()["TableNames"]) - set(before):
            client.delete_table(TableName=table)
    finally:
        mock.stop(remove_data=False)
