"""One contract for every table."""

import pytest

from stepgraph.checkpoint.table import ConflictError, Item, Put, Update


def item(pk, sk, **attributes):
    return {"pk": pk, "sk": sk, **attributes}


@pytest.fixture
def stored(table, thread):
    """An item that is there already."""
    first = item(thread, "b", run="first", seq=1)
    table.write(Put(first))
    return first


def test_what_is_put_comes_back_with_its_types(table, thread):
    put = item(thread, "a", run="", body=b"\x00\xff", seq=10**12, status="\N{SNOWMAN}")
    table.write(Put(put))
    got = table.get(thread, "a")
    assert got == put
    assert [type(got[name]) for name in put] == [type(value) for value in put.values()]


def test_what_was_never_put_is_not_there(table, thread, stored):
    assert table.get(thread, "a") is None
    assert table.get(thread + "x", "b") is None
    assert table.query(thread + "x", "a", "z") == []


def test_a_put_where_something_stands_changes_nothing(table, thread, stored):
    with pytest.raises(ConflictError):
        table.write(Put(item(thread, "b", run="second")))
    assert table.get(thread, "b") == stored


@pytest.mark.parametrize(
    "expect", [{}, {"run": "first"}, {"run": "first", "seq": 1}, {"run": "first", "status": None}]
)
def test_an_update_that_finds_what_it_expects_sets_its_values_only(table, thread, stored, expect):
    table.write(Update(thread, "b", {"seq": 2, "status": "busy"}, expect))
    assert table.get(thread, "b") == {**stored, "seq": 2, "status": "busy"}


@pytest.mark.parametrize(
    "expect", [{"run": "second"}, {"run": None}, {"run": "first", "seq": 2}, {"status": "busy"}]
)
def test_an_update_that_finds_something_else_changes_nothing(table, thread, stored, expect):
    with pytest.raises(ConflictError):
        table.write(Update(thread, "b", {"seq": 2}, expect))
    assert table.get(thread, "b") == stored


@pytest.mark.parametrize("expect", [{}, {"run": None}])
def test_an_update_of_nothing_makes_an_item(table, thread, expect):
    table.write(Update(thread, "a", {"seq": 2}, expect))
    assert table.get(thread, "a") == item(thread, "a", seq=2)
    assert table.query(thread, "a", "a") == [item(thread, "a", seq=2)]


def test_an_update_that_expects_a_value_makes_no_item(table, thread):
    with pytest.raises(ConflictError):
        table.write(Update(thread, "a", {"seq": 2}, {"run": "first"}))
    assert table.get(thread, "a") is None


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("kind", ["put", "update"])
def test_of_changes_made_together_one_that_fails_undoes_all(table, thread, stored, place, kind):
    failing = {
        "put": Put(item(thread, "b", run="second")),
        "update": Update(thread, "b", {"run": "second"}, {"seq": 7}),
    }
    changes = [Put(item(thread, "a")), Update(thread, "c", {"seq": 3}, {"seq": None})]
    changes.insert(place, failing[kind])
    with pytest.raises(ConflictError):
        table.write(*changes)
    assert table.query(thread, "a", "z") == [stored]


def test_changes_made_together_are_all_there(table, thread, stored):
    table.write(
        Put(item(thread, "a")),
        Update(thread, "b", {"seq": 2}, {"run": "first"}),
        Put(item(thread, "c")),
    )
    assert [found["sk"] for found in table.query(thread, "a", "z")] == ["a", "b", "c"]
    assert table.get(thread, "b")["seq"] == 2


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        ("#C#0000000002", "#C$", ["#C#0000000002", "#C#0000000002#W#x", "#C#0000000010"]),
        ("#C#0000000001", "#C#0000000002", ["#C#0000000001", "#C#0000000002"]),
        ("A", "Z", ["META"]),
        ("#C#0000000003", "#C#0000000009", []),
        (" ", "\U0010ffff", None),
    ],
)
def test_a_query_gives_a_range_with_both_its_ends_in_order(table, thread, first, last, found):
    order = ["#C#0000000001", "#C#0000000002", "#C#0000000002#W#x", "#C#0000000010", "META", "é"]
    for key in reversed(order):
        table.write(Put(item(thread, key)))
    table.write(Put(item(thread + "x", "#C#0000000002")))
    keys = [one["sk"] for one in table.query(thread, first, last)]
    assert keys == (order if found is None else found)


def test_a_query_reads_on_past_a_megabyte(table, thread):
    keys = [f"{number:02}" for number in range(9)]
    for key in keys:
        table.write(Put(item(thread, key, body=bytes(300_000))))
    assert [one["sk"] for one in table.query(thread, "00", "99")] == keys


def test_nobody_shares_an_item_with_the_table(table, thread):
    put = item(thread, "a", seq=1)
    table.write(Put(put))
    put["seq"] = 2
    table.get(thread, "a")["seq"] = 3
    table.query(thread, "a", "a")[0]["seq"] = 4
    values: Item = {"status": "busy"}
    table.write(Update(thread, "a", values, {"seq": 1}))
    values["status"] = "idle"
    assert table.get(thread, "a") == item(thread, "a", seq=1, status="busy")
