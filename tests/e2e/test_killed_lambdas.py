"""A Lambda is killed at a write; the run ends as if nothing had happened."""

from __future__ import annotations

from functions.graphs.spine import graph
from stepgraph.checkpoint.memory import InMemorySaver
from stepgraph.embedded import EmbeddedAws
from tests.killing import carry_on, history_in
from tests.killing_lambdas import die_and_end
from tests.spine import FINAL


def test_a_lambda_killed_at_a_write_is_retried_to_the_same_end(aws: EmbeddedAws) -> None:
    table = InMemorySaver()
    assert carry_on(table, "unharmed") == FINAL
    expected = history_in(table, "unharmed")
    # Before, between and after; tests/soak kills every Lambda at every write.
    deaths = [("plan", 1, "before"), ("work", 1, "after"), ("join", 1, "after")]
    stage, threads = die_and_end(aws, deaths)
    for thread in threads:
        runnable = graph.with_checkpointer(stage.table)
        state = runnable.get_state({"configurable": {"thread_id": thread}})
        assert (state.values, state.next) == (FINAL, ()), thread
        assert history_in(stage.table, thread) == expected, thread
