"""What a Lambda function is to the embedded AWS."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

ACCOUNT = "123456789012"  # the account that moto gives to requests with made-up credentials

# AWS's own rule for names. It also keeps a name usable as a log file's.
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class Function:
    """A handler and the limits it runs under; times in seconds, memory in MB."""

    name: str
    handler: str
    environment: Mapping[str, str] = field(default_factory=dict)
    timeout: float = 30.0
    memory: int = 256
    concurrency: int = 10

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            msg = f"{self.name!r} is no Lambda name: 1 to 64 letters, digits, hyphens, underscores."
            raise ValueError(msg)
        if self.timeout <= 0 or self.concurrency < 1:
            msg = f"Function {self.name}: timeout and concurrency must be positive."
            raise ValueError(msg)

    def arn(self, region: str) -> str:
        return function_arn(self.name, region)


def function_arn(name: str, region: str) -> str:
    """The ARN of a function; its name may carry a qualifier."""
    return f"arn:aws:lambda:{region}:{ACCOUNT}:function:{name}"
