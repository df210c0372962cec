import os

import pytest

from stepgraph.errors import DrawingError, GraphvizNotFoundError
from stepgraph.graph.draw import png
from tests.unit.graph.draw.drawn import graph, path

DRAWN = graph(*path("aa"))


@pytest.fixture
def dot(tmp_path, monkeypatch):
    """Puts a program of that name on the PATH, in the place of graphviz's."""

    def install(script):
        program = tmp_path / "dot"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/usr/bin{os.pathsep}/bin")

    return install


def test_graphviz_is_given_the_graph_in_dot_and_gives_the_picture(dot):
    dot('echo "$1"; cat')
    assert DRAWN.draw_png() == b"-Tpng\n" + DRAWN.draw_dot().encode()


def test_a_picture_goes_into_a_file_where_one_is_named(dot, tmp_path):
    dot("echo picture")
    assert DRAWN.draw_png(tmp_path / "a.png") is None
    assert DRAWN.draw_mermaid_png(output_file_path=str(tmp_path / "b.png")) == b"picture\n"
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes() == b"picture\n"


def test_font_and_labels_reach_graphviz(dot):
    dot("cat")
    drawn = DRAWN.draw_png(fontname="Arial", labels={"nodes": {"aa": "First"}})
    assert b'fontname="Arial"' in drawn
    assert b'label="First"' in drawn


def test_without_graphviz_the_error_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(GraphvizNotFoundError, match="Install graphviz, or draw an SVG") as caught:
        DRAWN.draw_png()
    assert caught.value.code == "GRAPHVIZ_NOT_FOUND"


def test_what_graphviz_complains_of_is_told(dot):
    dot("echo no such font >&2; exit 3")
    with pytest.raises(DrawingError, match=r"drew nothing: no such font\. Check"):
        DRAWN.draw_png()


def test_a_program_that_cannot_run_is_told_too(tmp_path, monkeypatch):
    program = tmp_path / "dot"
    program.write_bytes(b"no program at all")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DrawingError, match=r"drew nothing: .*Exec format"):
        DRAWN.draw_png()


def test_graphviz_may_not_take_for_ever(dot, monkeypatch):
    dot("exec sleep 30")
    monkeypatch.setattr(png, "_TIMEOUT_SECONDS", 0.05)
    with pytest.raises(DrawingError, match=r"took more than 0.05 s"):
        DRAWN.draw_png()
