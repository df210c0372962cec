from datetime import UTC, datetime
from typing import Any

from stepgraph.store.base import Item, SearchItem

NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)
FIELDS: dict[str, Any] = {
    "namespace": ("users", "1"), "key": "prefs", "value": {"theme": "dark"},
    "created_at": NOON, "updated_at": NOON,
}  # fmt: skip


def test_an_item_read_from_its_json_is_the_same_item():
    item = Item(**FIELDS)
    assert item.dict()["created_at"] == "2030-01-01T12:00:00+00:00"
    assert Item(**item.dict()) == item


def test_a_found_item_shows_its_score_in_its_json():
    found = SearchItem(**FIELDS, score=0.5)
    assert found.dict()["score"] == 0.5
    assert SearchItem(**found.dict()).score == 0.5


def test_a_found_item_equals_the_item_that_get_gives():
    assert SearchItem(**FIELDS, score=0.5) == Item(**FIELDS)


def test_items_of_other_values_or_times_are_not_equal():
    assert Item(**FIELDS) != Item(**{**FIELDS, "value": {}})
    assert Item(**FIELDS) != Item(**{**FIELDS, "updated_at": NOON.replace(hour=13)})
    assert Item(**FIELDS) != FIELDS


def test_a_set_holds_an_item_once():
    assert len({Item(**FIELDS), SearchItem(**FIELDS), Item(**{**FIELDS, "key": "other"})}) == 2


def test_an_item_prints_what_it_holds():
    assert repr(SearchItem(**FIELDS)).startswith("SearchItem(namespace=['users', '1'], key='prefs'")
