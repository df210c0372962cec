import json

import pytest

from stepgraph.cli import main

TYPO = """
builder.add_node("plan", step).add_edge(START, "plan").add_edge("plan", "pubilsh")
builder.add_node("publish", step)
graph = builder.compile()
"""
DEAD_END = """
builder.add_node("plan", step).add_edge(START, "plan")
graph = builder.compile()
"""
WIDE = """
for name in ("one", "two"):
    builder.add_node(name, step).add_edge(START, name).add_edge(name, END)
graph = builder.compile()
"""


@pytest.fixture
def found(capsys):
    """The problems that the command lists, and what it exits with."""

    def validate(*arguments):
        status = main(["validate", *arguments, "--json"])
        return json.loads(capsys.readouterr().out), status

    return validate


def codes(problems):
    return [(one["graph"], one["code"], one["severity"]) for one in problems]


def test_without_problems_it_says_so_and_exits_with_0(project, sound, capsys):
    project(small=sound)
    assert main(["validate"]) == 0
    assert capsys.readouterr().out == "small: no problems\n1 graph, 0 errors, 0 warnings\n"


def test_all_graphs_are_checked_unless_some_are_named(project, sound, found):
    project(broken=TYPO, small=sound)
    problems, status = found()
    assert ("broken", "EDGE_UNKNOWN_TARGET", "error") in codes(problems)
    assert status == 1
    assert found("small") == ([], 0)


def test_a_problem_is_a_line_with_its_graph_and_its_code(project, capsys):
    project(broken=TYPO)
    assert main(["validate"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "broken: error: An edge from 'plan' goes to 'pubilsh', which is no node. "
        "Did you mean 'publish'? [EDGE_UNKNOWN_TARGET]",
        "broken: warning: Nothing leads from START to 'publish', so it never runs. Add an edge to "
        "it, or name it in the destinations of the node that goes there. [NODE_UNREACHABLE]",
        "1 graph, 1 error, 1 warning",
    ]


def test_as_json_a_problem_has_its_graph_code_node_message_fix_and_severity(project, found):
    project(broken=TYPO)
    problems, _ = found()
    assert problems[0] == {
        "graph": "broken",
        "code": "EDGE_UNKNOWN_TARGET",
        "node": "plan",
        "message": "An edge from 'plan' goes to 'pubilsh', which is no node.",
        "fix": "Did you mean 'publish'?",
        "severity": "error",
    }


def test_warnings_exit_with_1_only_where_asked(project, found):
    project(ends=DEAD_END)
    problems, status = found()
    assert (codes(problems), status) == ([("ends", "NODE_DEAD_END", "warning")], 0)
    assert found("--strict")[1] == 1


def test_a_graph_without_a_state_machine_is_a_warning_since_it_runs_here(
    project, sound, found, monkeypatch
):
    from stepgraph import asl
    from stepgraph.errors import NotCompilableError

    def refuse(spec):
        raise NotCompilableError(f"{spec.name!r} is odd.", "Run it in process.")

    monkeypatch.setattr(asl, "require_compilable", refuse)
    project(small=sound)
    assert found() == (
        [
            {
                "graph": "small",
                "code": "GRAPH_NOT_COMPILABLE",
                "node": None,
                "message": "'small' is odd.",
                "fix": "Run it in process.",
                "severity": "warning",
            }
        ],
        0,
    )


@pytest.mark.parametrize(
    ("body", "code", "says"),
    [
        ("raise OSError('no disk')", "GRAPH_IMPORT_FAILED", "raises OSError: no disk"),
        ("graph = 1 +", "GRAPH_IMPORT_FAILED", "raises SyntaxError"),
        ("import not_there_at_all", "CONFIG_INVALID", "No module named 'not_there_at_all'"),
        ("other = builder", "CONFIG_INVALID", "has no attribute 'graph'"),
        ("graph = builder", "CONFIG_INVALID", "is a StateGraph and not a compiled graph"),
    ],
)
def test_a_graph_that_cannot_be_imported_is_a_problem_like_others(project, found, body, code, says):
    project(broken=body)
    (problem,), status = found()
    assert (problem["code"], problem["severity"], status) == (code, "error", 1)
    assert says in problem["message"]
    assert problem["fix"]


def test_a_graph_that_is_not_listed_is_a_problem_too(project, sound, found):
    project(small=sound)
    problems, status = found("small", "smal")
    assert (codes(problems), status) == ([("smal", "GRAPH_NOT_FOUND", "error")], 1)
