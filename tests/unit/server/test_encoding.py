import datetime as dt
import json
import uuid
from decimal import Decimal

import pytest

from stepgraph.server.encoding import to_json
from stepgraph.server.schemas import Ok
from stepgraph.types import Interrupt, Send


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"a": [1, 2.5, None, True, "é"]}, {"a": [1, 2.5, None, True, "é"]}),
        ((1, (2,)), [1, [2]]),
        ({1}, [1]),
        (b"abc", "YWJj"),
        (dt.date(2025, 1, 2), "2025-01-02"),
        (dt.datetime(2025, 1, 2, tzinfo=dt.UTC), "2025-01-02T00:00:00+00:00"),
        (uuid.UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (Decimal("1.50"), "1.50"),
        (Interrupt("why", "x"), {"value": "why", "id": "x"}),
        (Send("work", {"a": 1}), {"node": "work", "input": {"a": 1}}),
        (Ok(), {"ok": True}),
        ([float("nan"), float("inf")], [None, None]),
        ({(1, 2): {3: uuid.UUID(int=1)}}, {"[1,2]": {"3": str(uuid.UUID(int=1))}}),
    ],
)
def test_a_value_becomes_the_nearest_thing_in_json(value, expected):
    assert json.loads(to_json(value)) == expected


def test_text_is_not_escaped_into_ascii():
    assert to_json("é") == '"é"'.encode()


def test_a_type_that_no_log_holds_is_an_error():
    with pytest.raises(TypeError, match="object has no JSON form"):
        to_json({"a": object()})
