from datetime import UTC, datetime

from stepgraph.store.rows import Row, Rows


def row(namespace, key, expires=None):
    made = Row(namespace, key, {"key": key}, 0.0, 0.0)
    if expires is not None:
        made.expires = expires
    return made


def test_rows_come_in_the_order_they_were_put_and_keep_their_place():
    rows = Rows()
    for key in ("b", "a", "c", "b"):
        rows.put(row(("n",), key))
    assert [one.key for one in rows.below((), 0)] == ["b", "a", "c"]


def test_below_a_namespace_is_what_it_begins():
    rows = Rows()
    for namespace in (("a",), ("a", "b"), ("ab",), ("b", "a")):
        rows.put(row(namespace, "k"))
    assert [one.namespace for one in rows.below(("a",), 0)] == [("a",), ("a", "b")]


def test_a_namespace_is_gone_with_its_last_row():
    rows = Rows()
    rows.put(row(("a",), "k"))
    rows.put(row(("a",), "l"))
    rows.delete(("a",), "k")
    assert rows.namespaces(0) == [("a",)]
    rows.delete(("a",), "l")
    rows.delete(("a",), "l")
    assert rows.namespaces(0) == []


def test_an_expired_row_is_shown_nowhere_from_that_very_moment():
    rows = Rows()
    rows.put(row(("a",), "k", expires=10))
    assert rows.find(("a",), "k", 9.99)
    assert rows.find(("a",), "k", 10) is None
    assert list(rows.below((), 10)) == []
    assert rows.namespaces(10) == []


def test_a_sweep_takes_what_has_expired_and_nothing_else():
    rows = Rows()
    rows.put(row(("a",), "old", expires=10))
    rows.put(row(("b",), "older", expires=9))
    rows.put(row(("a",), "young", expires=11))
    rows.put(row(("a",), "kept"))
    rows.sweep(10)
    assert [one.key for one in rows.below((), 0)] == ["young", "kept"]


def test_a_row_shows_its_times_in_utc():
    made = Row(("a",), "k", {}, created=0.5, updated=86400)
    assert made.item().created_at == datetime(1970, 1, 1, 0, 0, 0, 500_000, UTC)
    assert made.search_item(None).updated_at == datetime(1970, 1, 2, tzinfo=UTC)
