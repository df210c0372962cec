import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import stepgraph
from stepgraph.cli import main

LAYER = Path(stepgraph.__file__).parents[1]
TEST = "tests/unit/functions/graphs/test_support_desk.py"


@pytest.fixture
def root(tmp_path, monkeypatch):
    """A project without graphs."""
    (tmp_path / "stepgraph.toml").write_text("# Ours.\n[graphs]\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def files(root):
    return sorted(str(file.relative_to(root)) for file in root.rglob("*") if file.is_file())


def run(root, *command):
    """A command in the new project, in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(LAYER), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, *command],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_new_graph_is_a_package_a_test_and_a_line(root, capsys):
    assert main(["new", "graph", "support_desk"]) == 0
    assert files(root) == [
        "functions/graphs/support_desk/__init__.py",
        "functions/graphs/support_desk/graph.py",
        "stepgraph.toml",
        TEST,
    ]
    assert (root / "stepgraph.toml").read_text() == (
        '# Ours.\n[graphs]\nsupport_desk = "functions.graphs.support_desk:graph"\n'
    )
    said = capsys.readouterr().out
    assert said.startswith("wrote  functions/graphs/support_desk/__init__.py\n")
    assert f"pytest {TEST}" in said


def test_what_it_says_to_do_next_works(root, capsys):
    main(["new", "graph", "support_desk"])
    said = capsys.readouterr().out
    assert """stepgraph run support_desk --input '{"question": "What is a graph?"}'""" in said
    program = (
        "from stepgraph.cli import main; import sys; "
        "assert main(['validate', '--strict']) == 0; "
        "sys.exit(main(['run', 'support_desk', '--input', '{\"question\": \"Why?\"}']))"
    )
    ran = run(root, "-c", program)
    assert "Draft 3 on: Why?" in ran.stdout, ran.stderr
    tested = run(root, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n0", TEST)
    assert "1 passed" in tested.stdout, tested.stdout


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("Support", "the name of a Python package"),
        ("support-desk", "the name of a Python package"),
        ("../up", "the name of a Python package"),
        ("", "the name of a Python package"),
        ("class", "a word of Python's own"),
        ("match", "a word of Python's own"),
        ("a" * 41, "more than 40 characters"),
    ],
)
def test_a_name_that_cannot_be_a_package_is_refused_with_the_reason(root, name, reason, capsys):
    assert main(["new", "graph", name]) == 1
    assert reason in capsys.readouterr().err
    assert files(root) == ["stepgraph.toml"]


@pytest.mark.parametrize("there", ["functions/graphs/support_desk/graph.py", TEST])
def test_what_is_there_is_left_alone_and_nothing_is_written(root, there, capsys):
    (root / there).parent.mkdir(parents=True)
    (root / there).write_text("mine")
    assert main(["new", "graph", "support_desk"]) == 1
    assert "is there already. Take another name, or remove it." in capsys.readouterr().err
    assert files(root) == sorted([there, "stepgraph.toml"])
    assert (root / there).read_text() == "mine"


def test_a_graph_that_is_listed_already_is_not_listed_again(root, capsys):
    (root / "stepgraph.toml").write_text('[graphs]\nsupport_desk = "elsewhere:graph"\n')
    assert main(["new", "graph", "support_desk"]) == 1
    assert "has a graph 'support_desk' already" in capsys.readouterr().err
    assert files(root) == ["stepgraph.toml"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "[graphs]\n{}\n"),
        ("[stage]\nname = 1\n", "[stage]\nname = 1\n\n[graphs]\n{}\n"),
        (
            "[graphs] # all\na = 'a:b'\n\n\n[x]\ny = 1",
            "[graphs] # all\na = 'a:b'\n{}\n\n\n[x]\ny = 1",
        ),
        ("[graphs]\na = 'a:b'", "[graphs]\na = 'a:b'\n{}\n"),
    ],
)
def test_the_rest_of_the_listing_stays_as_it_is(root, before, after):
    (root / "stepgraph.toml").write_text(before)
    assert main(["new", "graph", "support_desk"]) == 0
    line = 'support_desk = "functions.graphs.support_desk:graph"'
    text = (root / "stepgraph.toml").read_text()
    assert text == after.format(line)
    assert tomllib.loads(text)["graphs"]["support_desk"] == "functions.graphs.support_desk:graph"


@pytest.mark.parametrize("before", ["graphs = {}\n", "graphs.a = 'a:b'\n"])
def test_a_listing_that_cannot_be_added_to_says_which_line_to_write(root, before, capsys):
    (root / "stepgraph.toml").write_text(before)
    assert main(["new", "graph", "support_desk"]) == 1
    assert 'support_desk = "functions.graphs.support_desk:graph"' in capsys.readouterr().err
    assert files(root) == ["stepgraph.toml"]


def test_a_graph_below_the_project_is_written_into_it(root, monkeypatch, capsys):
    (root / "docs").mkdir()
    monkeypatch.chdir(root / "docs")
    assert main(["new", "graph", "support_desk"]) == 0
    assert (root / TEST).exists()
    assert str(root / TEST) in capsys.readouterr().out


def test_something_new_has_a_kind(root, capsys):
    with pytest.raises(SystemExit):
        main(["new"])
    assert "KIND" in capsys.readouterr().err
