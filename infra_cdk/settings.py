"""What config/<stage>.toml says, checked before anything is built from it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PositiveInt, ValidationError

from stepgraph.errors import ConfigurationError

FOLDER = "config"
# Names join their parts with dashes: with one in a stage's name, two stages could meet.
_STAGE = re.compile(r"[a-z][a-z0-9]{0,15}")

# The days that CloudWatch Logs takes, and what CDK calls them.
RETENTIONS: Mapping[int, str] = {
    1: "ONE_DAY",
    3: "THREE_DAYS",
    7: "ONE_WEEK",
    14: "TWO_WEEKS",
    30: "ONE_MONTH",
    90: "THREE_MONTHS",
    180: "SIX_MONTHS",
    365: "ONE_YEAR",
}


def _known_retention(days: int) -> int:
    if days not in RETENTIONS:
        raise ValueError(f"use one of {', '.join(map(str, RETENTIONS))}")
    return days


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Throttle(_Model):
    """What API Gateway lets through: requests a second, and at once."""

    rate: PositiveInt
    burst: PositiveInt


class Limits(_Model):
    """What a Lambda may use; the bounds are AWS's."""

    memory_mb: Annotated[int, Field(ge=128, le=10_240)]
    timeout_seconds: Annotated[int, Field(ge=1, le=900)]


class Settings(_Model):
    """The settings of a stage."""

    region: Annotated[str, Field(pattern=r"^[a-z]{2}(-[a-z]+)+-\d$")] | None = None
    """Where the stage is; None leaves it to the credentials that deploy."""

    log_retention_days: Annotated[int, AfterValidator(_known_retention)]
    removal_policy: Literal["destroy", "retain"]
    """What becomes of the table when its stack goes."""

    throttle: Throttle
    node: Limits
    """Of the Lambdas of nodes."""

    service: Limits
    """Of the Lambdas around them: control, finish, api."""


def load_settings(root: Path, stage: str) -> Settings:
    """Read config/<stage>.toml, or say everything that is wrong with it."""
    file = root / FOLDER / f"{stage}.toml"
    if not _STAGE.fullmatch(stage) or not file.is_file():
        raise _unknown(root, stage)
    name = f"{FOLDER}/{stage}.toml"
    try:
        return Settings.model_validate(tomllib.loads(file.read_text()))
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{name} is not TOML: {error}.", "Mend that line.") from error
    except ValidationError as error:
        lines = "".join(f"\n  {_line(problem)}" for problem in error.errors())
        raise ConfigurationError(f"{name} has errors:{lines}\n", "Mend them all.") from None


def _unknown(root: Path, stage: str) -> ConfigurationError:
    if not _STAGE.fullmatch(stage):
        return ConfigurationError(
            f"{stage!r} cannot be the name of a stage.",
            "Use up to 16 lower-case letters and digits, the first a letter.",
        )
    known = ", ".join(sorted(file.stem for file in (root / FOLDER).glob("*.toml")))
    return ConfigurationError(
        f"There is no stage {stage!r}: {FOLDER}/{stage}.toml is missing.",
        f"Use one of: {known or 'none yet'}; or write that file.",
    )


def _line(problem: Mapping[str, Any]) -> str:
    where = ".".join(map(str, problem["loc"]))
    # Where a key is missing, the input is all that stands around it.
    found = "" if problem["type"] == "missing" else f" (it is {problem['input']!r})"
    return f"{where}: {problem['msg']}{found}"
