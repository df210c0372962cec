"""What is to be synthesised."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from infra_cdk.settings import Settings, load_settings
from stepgraph.ops.bundle import Bundle, load_bundle

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Deployment:
    """A stage of a bundle."""

    stage: str
    settings: Settings
    bundle: Bundle
    with_dependencies: bool
    """Whether the layer of dependencies is filled; that needs the network."""


def load_deployment(stage: str, *, with_dependencies: bool) -> Deployment:
    """Read the settings of `stage` and the list of graphs."""
    settings = load_settings(ROOT, stage)
    return Deployment(stage, settings, load_bundle(ROOT), with_dependencies)
