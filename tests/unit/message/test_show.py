from tests.unit.message.untyped import AIMessage, HumanMessage


def test_a_message_is_shown_under_a_heading(capsys):
    HumanMessage("hi").pretty_print()
    heading, empty, text = capsys.readouterr().out.splitlines()
    assert " Human Message " in heading
    assert len(heading) == 80
    assert (empty, text) == ("", "hi")


def test_the_name_and_the_calls_are_shown():
    call = {"name": "search", "args": {"query": "x"}, "id": "1"}
    lines = AIMessage("", name="bob", tool_calls=[call]).pretty_repr().splitlines()
    assert lines[1] == "Name: bob"
    assert lines[-2:] == ["  search (1)", "    query: x"]


def test_blocks_are_shown_as_they_are():
    assert "'text': 'a'" in HumanMessage([{"type": "text", "text": "a"}]).pretty_repr()
