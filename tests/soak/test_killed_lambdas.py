"""Every Lambda of the spine is killed before, between and after its writes."""

from __future__ import annotations

from stepgraph.checkpoint.memory import InMemorySaver
from stepgraph.embedded import EmbeddedAws
from tests.killing import carry_on, history_in
from tests.killing_lambdas import EVERY_DEATH, die_and_end
from tests.spine import FINAL


def test_lambdas_killed_at_any_write_are_retried_to_the_same_end(aws: EmbeddedAws) -> None:
    table = InMemorySaver()
    assert carry_on(table, "unharmed") == FINAL
    expected = history_in(table, "unharmed")
    stage, threads = die_and_end(aws, EVERY_DEATH)
    for thread in threads:
        assert history_in(stage.table, thread) == expected, thread
