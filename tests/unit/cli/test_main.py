import pytest

import stepgraph
from stepgraph.cli import main, parser

COMMANDS = ("run", "dev", "graph", "validate", "new")


def test_a_mistake_of_the_callers_is_one_line_with_its_code(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["graph", "spine"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("stepgraph: There is no stepgraph.toml in ")
    assert line.endswith("[CONFIG_INVALID]")


def test_stopping_it_is_no_error(monkeypatch, capsys):
    def stop(*_arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr("stepgraph.cli.validate.load_bundle", stop)
    assert main(["validate"]) == 130
    assert capsys.readouterr().err == ""


def test_it_says_its_version(capsys):
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out == f"stepgraph {stepgraph.__version__}\n"


def test_its_help_lists_every_command_with_what_it_does():
    text = parser().format_help()
    assert all(f"    {command} " in text for command in COMMANDS)


@pytest.mark.parametrize("command", ["graph", "validate", "new", "new graph"])
def test_the_help_of_a_command_fits_a_terminal(command, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    with pytest.raises(SystemExit):
        main([*command.split(), "--help"])
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 100
