import os

from stepgraph.embedded import Function
from stepgraph.embedded.environment import (
    client_environment,
    loopback_without_proxy,
    task_root,
    worker_environment,
)

CLIENT = {"AWS_ENDPOINT_URL": "http://127.0.0.1:1", "AWS_REGION": "eu-west-1"}


def worker(function, python_path=()):
    return worker_environment(function, "127.0.0.1:2", CLIENT, python_path)


def test_a_client_sees_neither_profiles_nor_real_credentials():
    environment = client_environment("http://127.0.0.1:1", "eu-west-1")

    assert environment["AWS_ENDPOINT_URL"] == "http://127.0.0.1:1"
    assert environment["AWS_REGION"] == environment["AWS_DEFAULT_REGION"] == "eu-west-1"
    assert environment["AWS_ACCESS_KEY_ID"] == "embedded"
    assert environment["AWS_CONFIG_FILE"] == os.devnull
    assert environment["AWS_SHARED_CREDENTIALS_FILE"] == os.devnull


def test_loopback_is_added_once_to_what_the_developer_keeps_off_a_proxy():
    alone = "127.0.0.1,localhost"
    both = f"intranet,{alone}"

    assert loopback_without_proxy({}) == {"NO_PROXY": alone, "no_proxy": alone}
    assert loopback_without_proxy({"NO_PROXY": "intranet"})["no_proxy"] == both
    assert loopback_without_proxy({"no_proxy": both})["NO_PROXY"] == both


def test_a_function_may_change_what_clients_see_but_not_what_lambda_says():
    settings = {"AWS_ENDPOINT_URL": "elsewhere", "AWS_LAMBDA_FUNCTION_NAME": "mine", "TZ": "CET"}

    environment = worker(Function("f", "m.handler", settings, memory=512))

    assert environment["AWS_ENDPOINT_URL"] == "elsewhere"
    assert environment["AWS_LAMBDA_FUNCTION_NAME"] == "f"
    assert environment["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] == "512"
    assert environment["AWS_LAMBDA_RUNTIME_API"] == "127.0.0.1:2"
    assert environment["_HANDLER"] == "m.handler"
    assert environment["TZ"] == ":UTC"


def test_a_worker_stands_where_the_first_path_is(tmp_path):
    path = [str(tmp_path), "/other"]

    environment = worker(Function("f", "m.handler"), path)

    assert environment["PYTHONPATH"] == os.pathsep.join(path)
    assert environment["LAMBDA_TASK_ROOT"] == task_root(path) == str(tmp_path)
    assert "PYTHONPATH" not in worker(Function("f", "m.handler"))


def test_a_worker_gets_only_what_a_process_needs_of_the_machines_environment(monkeypatch):
    monkeypatch.setenv("PATH", "/bin")
    monkeypatch.setenv("TOKEN", "x")

    environment = worker(Function("f", "m.handler"))

    assert environment["PATH"] == "/bin"
    assert "TOKEN" not in environment
