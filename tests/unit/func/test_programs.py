"""Programs that run here as they run on LangGraph, which is where the golden file is from.

On one they differ on purpose: there, an entrypoint that is tried again makes all its calls again.
"""

import json
from pathlib import Path

import pytest

from stepgraph.checkpoint.memory import InMemorySaver
from tests.unit.func.library import FarSaver, library
from tests.unit.func.programs import PROGRAMS

SEEN = json.loads((Path(__file__).parent / "golden" / "programs.json").read_text())


@pytest.mark.parametrize("saver", [InMemorySaver, FarSaver])
@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_sees_what_it_sees_elsewhere(name, saver):
    assert json.loads(json.dumps(PROGRAMS[name](library(saver)))) == SEEN[name]


def test_every_program_has_been_run_elsewhere():
    assert list(SEEN) == list(PROGRAMS)
