import pytest

from stepgraph.embedded import Function
from stepgraph.embedded.function import function_arn


def test_an_arn_names_region_and_function():
    arn = Function("worker", "m.handler").arn("eu-west-1")

    assert arn == "arn:aws:lambda:eu-west-1:123456789012:function:worker"
    assert function_arn("worker:3", "eu-west-1") == f"{arn}:3"


@pytest.mark.parametrize("name", ["", "a b", "a/b", "../a", "a:1", "x" * 65])
def test_a_name_that_lambda_would_refuse_is_refused(name):
    with pytest.raises(ValueError, match="no Lambda name"):
        Function(name, "m.handler")


@pytest.mark.parametrize("wrong", [{"timeout": 0}, {"concurrency": 0}])
def test_limits_that_allow_nothing_are_refused(wrong):
    with pytest.raises(ValueError, match=r"Function f: .* must be positive"):
        Function("f", "m.handler", **wrong)
