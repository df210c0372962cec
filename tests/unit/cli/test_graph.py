import json

import pytest

from stepgraph.cli import main
from stepgraph.graph.draw import drawable_of
from stepgraph.ops.bundle import load_bundle


@pytest.fixture
def drawn(project, sound):
    project(small=sound)
    return drawable_of(load_bundle().spec("small"))


def test_a_graph_is_drawn_for_the_terminal_unless_said_otherwise(drawn, capsys):
    assert main(["graph", "small"]) == 0
    assert capsys.readouterr().out == f"{drawn.draw_ascii()}\n"


@pytest.mark.parametrize("format", ["ascii", "mermaid", "dot", "svg"])
def test_each_drawing_is_that_of_the_library(drawn, format, capsys):
    assert main(["graph", "small", "--format", format]) == 0
    assert capsys.readouterr().out.rstrip() == getattr(drawn, f"draw_{format}")().rstrip()


def test_as_json_it_is_what_the_api_shows(drawn, capsys):
    assert main(["graph", "small", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == drawn.to_json()


def test_as_asl_it_is_the_state_machine(drawn, capsys):
    assert main(["graph", "small", "--format", "asl"]) == 0
    assert "plan" in json.loads(capsys.readouterr().out)["States"]


def test_a_drawing_goes_into_a_file_where_one_is_named(drawn, tmp_path, capsys):
    file = tmp_path / "small.svg"
    assert main(["graph", "small", "--format", "svg", "--output", str(file)]) == 0
    assert file.read_text() == drawn.draw_svg()
    assert capsys.readouterr().out == ""


def test_a_file_that_cannot_be_written_is_told(drawn, tmp_path, capsys):
    assert main(["graph", "small", "--output", str(tmp_path / "no" / "where")]) == 1
    assert "--output names a file that cannot be written" in capsys.readouterr().err


@pytest.fixture
def graphviz(tmp_path, monkeypatch):
    """A stand-in for graphviz."""
    program = tmp_path / "dot"
    program.write_text("#!/bin/sh\necho picture\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")


def test_a_png_is_written_by_graphviz(drawn, graphviz, tmp_path, capfdbinary):
    file = tmp_path / "small.png"
    assert main(["graph", "small", "--format", "png", "--output", str(file)]) == 0
    assert main(["graph", "small", "--format", "png"]) == 0
    assert capfdbinary.readouterr().out == file.read_bytes() == b"picture\n"


def test_a_png_is_not_written_to_a_terminal(drawn, monkeypatch, capsys):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert main(["graph", "small", "--format", "png"]) == 1
    assert "Name a file with --output. [DRAWING_FAILED]" in capsys.readouterr().err


def test_without_graphviz_a_png_says_what_to_do(drawn, monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main(["graph", "small", "--format", "png", "--output", "small.png"]) == 1
    assert "[GRAPHVIZ_NOT_FOUND]" in capsys.readouterr().err
