from stepgraph.channels import LastValue, UntrackedValue
from stepgraph.channels.tracking import (
    tracked_argument,
    tracked_route,
    tracked_values,
    tracked_writes,
    untracked_keys,
)
from stepgraph.types import Send

SECRET = untracked_keys({"secret": UntrackedValue(str), "open": LastValue()})
STATE = {"secret": "s", "open": 1}


def test_only_untracked_channels_are_kept_out_of_a_log():
    assert frozenset({"secret"}) == SECRET
    assert tracked_values(SECRET, STATE) == {"open": 1}
    assert tracked_writes(SECRET, STATE.items()) == (("open", 1),)


def test_a_state_that_is_sent_on_leaves_them_behind():
    assert tracked_argument(SECRET, STATE) == {"open": 1}
    assert tracked_route(SECRET, Send("node", STATE)) == Send("node", {"open": 1})
    assert STATE == {"secret": "s", "open": 1}


def test_other_arguments_and_routes_stay_as_they_are():
    assert tracked_argument(SECRET, ["secret"]) == ["secret"]
    assert tracked_argument(SECRET, {"open": 2}) == {"open": 2}
    assert tracked_route(SECRET, "node") == "node"
