"""What commands read from the command line in the same way."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stepgraph.errors import InvalidInputError

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def json_argument(option: str, text: str) -> Any:
    """JSON from the command line, or from the file that @ names."""
    if text.startswith("@"):
        text = _read(option, Path(text[1:]))
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise InvalidInputError(
            f"{option} is not JSON: {error}.", """Quote it, as in --input '{"topic": "rain"}'."""
        ) from error


def _read(option: str, file: Path) -> str:
    try:
        return file.read_text()
    except OSError as error:
        raise InvalidInputError(
            f"{option} names a file that cannot be read: {error}.", "Check the path after @."
        ) from error
