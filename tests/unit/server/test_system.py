from stepgraph import __version__


def test_ok_says_ok(http):
    assert http.get("/ok").json() == {"ok": True}


def test_info_says_which_version_this_is(http):
    assert http.get("/info").json()["version"] == __version__


def test_every_response_has_an_id_of_its_own_that_no_caller_chooses(http):
    mine = {"x-request-id": "mine"}
    ids = {http.get("/ok", headers=mine).headers["x-request-id"] for _ in range(2)}
    assert len(ids) == 2
    assert "mine" not in ids


def test_the_api_describes_itself(http):
    paths = http.get("/openapi.json").json()["paths"]
    body = paths["/threads/{thread_id}/runs"]["post"]["responses"]
    assert body["422"]["content"]["application/json"]["schema"]["$ref"].endswith("/ErrorBody")
