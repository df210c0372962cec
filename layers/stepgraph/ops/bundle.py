"""The graphs of a project, as stepgraph.toml lists them."""

from __future__ import annotations

import importlib
import sys
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Protocol, cast

from stepgraph.engine import GraphSpec
from stepgraph.errors import (
    ConfigurationError,
    GraphImportError,
    GraphNotFoundError,
    StepgraphError,
)

FILE = "stepgraph.toml"


class Runnable(Protocol):
    """What a line of stepgraph.toml points at."""

    @property
    def spec(self) -> GraphSpec:
        """The description of the graph."""

    def named(self, name: str) -> Runnable:
        """The same graph under the name that the project gives it."""


class Bundle:
    """The graphs of one project, imported when they are asked for."""

    def __init__(self, root: Path, references: Mapping[str, str]) -> None:
        self.root = root
        self._references = dict(references)

    @property
    def names(self) -> tuple[str, ...]:
        """The graphs that there are."""
        return tuple(self._references)

    def graph(self, name: str) -> Any:
        """The graph object that `name` stands for."""
        reference = self._references.get(name)
        if reference is None:
            raise GraphNotFoundError(
                f"There is no graph {name!r} in {FILE}.",
                f"Use one of: {', '.join(self._references) or 'none yet'}; or add it there.",
            )
        return _imported(str(self.root), name, reference)

    def spec(self, name: str) -> GraphSpec:
        """The spec of that graph."""
        return cast("Runnable", self.graph(name)).spec


def load_bundle(root: Path | None = None) -> Bundle:
    """Read stepgraph.toml in `root`, or in the current folder or the nearest one above it."""
    file = _find(root or Path.cwd())
    try:
        graphs = tomllib.loads(file.read_text(encoding="utf-8")).get("graphs", {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{file} is not TOML: {error}.", "Mend that line.") from error
    if not isinstance(graphs, dict):
        raise ConfigurationError(
            f"{file} has no table of graphs.",
            'Write [graphs] and name = "package.module:variable".',
        )
    wrong = [name for name, reference in graphs.items() if not _is_reference(reference)]
    if wrong:
        raise ConfigurationError(
            f"{file} does not say where graph {wrong[0]!r} is.",
            f'Write it as {wrong[0]} = "package.module:variable".',
        )
    return Bundle(file.parent, graphs)


def _find(start: Path) -> Path:
    for folder in (start, *start.parents):
        if (folder / FILE).is_file():
            return folder / FILE
    raise ConfigurationError(
        f"There is no {FILE} in {start} or above it.",
        'Make one that holds: [graphs] and name = "package.module:variable".',
    )


def _is_reference(reference: Any) -> bool:
    return isinstance(reference, str) and all(reference.partition(":"))


@cache
def _imported(root: str, name: str, reference: str) -> Runnable:
    module, _, variable = reference.partition(":")
    if root not in sys.path:
        sys.path.insert(0, root)
    try:
        found = getattr(importlib.import_module(module), variable)
    except (ImportError, AttributeError) as error:
        raise ConfigurationError(
            f"Graph {name!r} is not at {reference!r}: {error}.", f"Mend the line in {FILE}."
        ) from error
    except StepgraphError:
        raise
    except Exception as error:
        raise GraphImportError(
            f"Importing graph {name!r} raises {type(error).__name__}: {error}.", "Mend its module."
        ) from error
    if not isinstance(getattr(found, "spec", None), GraphSpec):
        raise ConfigurationError(
            f"{reference!r} is a {type(found).__name__} and not a compiled graph.",
            "Point at the result of compile().",
        )
    return cast("Runnable", found).named(name)
