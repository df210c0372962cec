"""The placeholders that stand for functions until a stage has names for them."""

from __future__ import annotations

import hashlib
import re

CONTROL = "control"


def node_placeholder(node: str) -> str:
    """The placeholder of a node's function; CloudFormation takes letters, digits and _ only."""
    plain = re.sub(r"\W", "_", node, flags=re.ASCII)
    if plain == node:
        return f"node_{plain}"
    return f"node_{plain}_{hashlib.blake2b(node.encode(), digest_size=4).hexdigest()}"
