"""The table."""

import pytest

TABLE = "AWS::DynamoDB::GlobalTable"


def test_items_expire_by_an_attribute(dev):
    ttl = dev.only(TABLE).properties["TimeToLiveSpecification"]
    assert ttl == {"AttributeName": "expires_at", "Enabled": True}


def test_the_table_can_be_restored_to_any_second(dev):
    (replica,) = dev.only(TABLE).properties["Replicas"]
    assert replica["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}


def test_the_table_is_encrypted_with_a_key_of_the_account(dev):
    assert dev.only(TABLE).properties["SSESpecification"] == {"SSEEnabled": True, "SSEType": "KMS"}


def test_the_table_costs_nothing_when_nobody_calls(dev):
    assert dev.only(TABLE).properties["BillingMode"] == "PAY_PER_REQUEST"


def test_the_keys_are_those_of_the_log(dev):
    keys = [key["AttributeName"] for key in dev.only(TABLE).properties["KeySchema"]]
    assert keys == ["pk", "sk"]


@pytest.mark.parametrize(
    ("stage", "policy", "protected"), [("dev", "Delete", False), ("prod", "Retain", True)]
)
def test_a_stage_says_whether_its_data_may_go(stages, stage, policy, protected):
    table = stages[stage].only(TABLE)
    assert table.body["DeletionPolicy"] == table.body["UpdateReplacePolicy"] == policy
    assert table.properties["Replicas"][0]["DeletionProtectionEnabled"] is protected
