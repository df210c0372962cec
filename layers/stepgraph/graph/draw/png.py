"""A PNG, by running graphviz."""

from __future__ import annotations

import shutil
import subprocess

from stepgraph.errors import DrawingError, GraphvizNotFoundError

# Graphs that people draw take it a fraction of a second.
_TIMEOUT_SECONDS = 60


def draw_png(dot: str) -> bytes:
    """The picture of a graph in DOT."""
    program = shutil.which("dot")
    if program is None:
        raise GraphvizNotFoundError(
            "A PNG needs the program `dot` of graphviz, which is not on the PATH.",
            "Install graphviz, or draw an SVG, which needs nothing.",
        )
    try:
        done = subprocess.run(  # noqa: S603 - the user's own graphviz, and no shell
            [program, "-Tpng"],
            input=dot.encode(),
            capture_output=True,
            check=True,
            timeout=_TIMEOUT_SECONDS,
        )
    except subprocess.TimeoutExpired as error:
        raise DrawingError(
            f"graphviz took more than {_TIMEOUT_SECONDS} s.", "Draw an SVG instead."
        ) from error
    except (OSError, subprocess.CalledProcessError) as error:
        said = getattr(error, "stderr", b"") or str(error).encode()
        raise DrawingError(
            f"graphviz drew nothing: {said.decode(errors='replace').strip().rstrip('.')}.",
            "Check that `dot -Tpng` works, or draw an SVG instead.",
        ) from error
    return done.stdout
