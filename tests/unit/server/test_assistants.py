import pytest

from tests.unit.server.local import OWN


def test_there_is_an_assistant_for_each_graph(sdk):
    found = sdk.assistants.search()
    assert {assistant["graph_id"] for assistant in found} == {"spine", *OWN}
    assert len({assistant["assistant_id"] for assistant in found}) == len(found)


def test_an_assistant_is_found_by_its_id_and_by_its_graphs_name(sdk):
    [assistant] = sdk.assistants.search(graph_id="spine")
    assert sdk.assistants.get("spine") == assistant
    assert sdk.assistants.get(assistant["assistant_id"]) == assistant


def test_an_assistants_id_starts_its_graph(sdk):
    id = sdk.assistants.get("spine")["assistant_id"]
    thread = sdk.threads.create()["thread_id"]
    assert sdk.runs.wait(thread, id, input={"topic": "rain"})["report"] == "rain in one line"
    run = sdk.runs.create(thread, id, command={"resume": True})
    assert run["assistant_id"] == id


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"name": "SPI"}, ["spine"]),
        ({"metadata": {"created_by": "system"}, "name": "spine"}, ["spine"]),
        ({"metadata": {"created_by": "me"}}, []),
        ({"sort_by": "name", "sort_order": "asc"}, sorted(["spine", *OWN])),
        ({"sort_by": "name", "limit": 2}, ["twice", "spine"]),
        ({"sort_by": "name", "limit": 2, "offset": 1}, ["spine", "odd"]),
    ],
)
def test_a_search_filters_sorts_and_pages(sdk, query, expected):
    assert [assistant["name"] for assistant in sdk.assistants.search(**query)] == expected


def test_a_page_says_where_the_next_one_begins(sdk):
    first = sdk.assistants.search(limit=3, response_format="object")
    last = sdk.assistants.search(limit=3, offset=int(first["next"]), response_format="object")
    assert (len(first["assistants"]), len(last["assistants"])) == (3, 3)
    assert last["next"] is None


def test_a_search_shows_the_fields_that_were_selected(sdk):
    found = sdk.assistants.search(graph_id="spine", select=["graph_id", "version"])
    assert found == [{"graph_id": "spine", "version": 1}]
