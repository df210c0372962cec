import pytest

from stepgraph.cli.arguments import json_argument
from stepgraph.errors import InvalidInputError


def test_json_comes_from_the_command_line_or_from_a_file(tmp_path):
    file = tmp_path / "input.json"
    file.write_text('{"topic": "rain"}')
    assert json_argument("--input", '{"topic": "rain"}') == {"topic": "rain"}
    assert json_argument("--input", f"@{file}") == {"topic": "rain"}


def test_what_is_not_json_says_how_to_write_it():
    with pytest.raises(InvalidInputError, match=r"--input is not JSON: .* Quote it, as in"):
        json_argument("--input", "topic")


def test_a_file_that_cannot_be_read_is_told(tmp_path):
    with pytest.raises(InvalidInputError, match=r"cannot be read: .* Check the path after @"):
        json_argument("--input", f"@{tmp_path / 'gone.json'}")
