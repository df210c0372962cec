"""The embedded AWS, driven with boto3 over HTTP as any AWS is."""

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import boto3
import pytest
from botocore.config import Config

from stepgraph.embedded import EmbeddedAws, Function
from stepgraph.errors import (
    AlreadyRunningError,
    FunctionInitError,
    FunctionNotRegisteredError,
    NotRunningError,
)

HERE = Path(__file__).parent
ROLE = "arn:aws:iam::123456789012:role/anyone"
PATIENCE = 40.0  # far longer than anything here takes, on a busy machine too


@pytest.fixture(scope="module")
def aws():
    with EmbeddedAws(python_path=[str(HERE)]) as aws:
        for function in (
            Function("echo", "embedded_handlers.echo"),
            Function("count", "embedded_handlers.count"),
            Function("order", "embedded_handlers.order"),
            Function("leave", "embedded_handlers.leave"),
            Function("put", "embedded_handlers.put"),
        ):
            aws.register(function)
        aws.warm("echo", "order")
        yield aws


@pytest.fixture(scope="module")
def lambda_(aws):
    # No retries: a refusal is what some of these tests wait for.
    config = Config(retries={"total_max_attempts": 1})
    settings = {"region_name": "eu-west-1", "aws_access_key_id": "x", "aws_secret_access_key": "x"}
    return boto3.client("lambda", endpoint_url=aws.endpoint_url, config=config, **settings)


@pytest.fixture(scope="module")
def states(aws):
    return aws.client("stepfunctions")


def invoke(client, name, event=None, **more):
    response = client.invoke(FunctionName=name, Payload=json.dumps(event or {}), **more)
    body = response["Payload"].read()
    return response, json.loads(body) if body else None


def eventually(check, what):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if found := check():
            return found
        time.sleep(0.01)
    raise AssertionError(f"never: {what}")


def is_running(pid):
    """Whether a process does anything; a zombie that nobody reaps yet does not."""
    try:
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat")
        return not state.parent.parent.joinpath("self").exists() or ") Z " not in state.read_text()
    except (ProcessLookupError, FileNotFoundError):
        return False


def logged_pid(path, word):
    def find():
        text = path.read_text() if path.exists() else ""
        return next((int(line.split()[1]) for line in text.splitlines() if word in line), None)

    return eventually(find, f"{word} in {path}")


class Machines:
    """Creates machines and runs them."""

    def __init__(self, states):
        self.states = states
        self.runs = 0

    def create(self, name, start, /, **definition):
        definition = {"StartAt": start, "States": definition}
        arn = self.states.create_state_machine(
            name=name, definition=json.dumps(definition), roleArn=ROLE
        )
        return arn["stateMachineArn"]

    def start(self, arn, event):
        self.runs += 1
        return self.states.start_execution(
            stateMachineArn=arn, name=f"run-{self.runs}", input=json.dumps(event)
        )["executionArn"]

    def end(self, execution):
        def ended():
            run = self.states.describe_execution(executionArn=execution)
            return run if run["status"] != "RUNNING" else None

        return eventually(ended, f"the end of {execution}")

    def output(self, execution):
        run = self.end(execution)
        assert run["status"] == "SUCCEEDED", run
        return json.loads(run["output"])


@pytest.fixture(scope="module")
def machines(states):
    return Machines(states)


def task(function, payload, **more):
    return {
        "Type": "Task",
        "Resource": "arn:aws:states:::lambda:invoke",
        "Parameters": {"FunctionName": function, "Payload": payload},
        **({} if "Next" in more else {"End": True}),
        **more,
    }


# ---- Lambda


def test_an_invocation_answers_what_the_handler_returns(lambda_):
    response, answer = invoke(lambda_, "echo", {"a": [1, "é"]})

    assert answer == {"a": [1, "é"]}
    assert response["StatusCode"] == 200
    assert response["ExecutedVersion"] == "$LATEST"
    assert "FunctionError" not in response


@pytest.mark.parametrize(
    "name",
    [
        "echo",
        "echo:$LATEST",
        "arn:aws:lambda:eu-west-1:123456789012:function:echo",
        "arn:aws:lambda:eu-west-1:123456789012:function:echo:7",
        "123456789012:function:echo",
    ],
)
def test_a_function_is_found_by_every_form_of_its_name(lambda_, name):
    response, answer = invoke(lambda_, name, {"x": 1})

    assert answer == {"x": 1}
    assert response["ExecutedVersion"] == ("7" if name.endswith(":7") else "$LATEST")


def test_an_invocation_without_a_payload_gets_an_empty_event(lambda_):
    assert json.loads(lambda_.invoke(FunctionName="echo")["Payload"].read()) == {}


def test_a_function_that_is_not_registered_is_not_found(lambda_):
    with pytest.raises(lambda_.exceptions.ResourceNotFoundException):
        invoke(lambda_, "nobody")


def test_the_handler_is_told_what_lambda_tells(aws, lambda_):
    arn = aws.register(Function("about", "embedded_handlers.about", timeout=7, memory=512))

    response, told = invoke(lambda_, "about")

    assert (told["name"], told["arn"], told["memory"]) == ("about", arn, "512")
    assert told["request"] == response["ResponseMetadata"]["RequestId"]
    assert 0 < told["left"] <= 7000
    assert told["cwd"] == str(HERE)
    # The folder of the embedded AWS is not where a function may import from.
    assert not [entry for entry in told["path"] if entry.endswith("stepgraph/embedded")]


def test_an_error_of_the_handler_is_a_function_error(lambda_):
    response, error = invoke(lambda_, "order", {"item": "tea", "error": "stock"})

    assert response["StatusCode"] == 200
    assert response["FunctionError"] == "Unhandled"
    assert (error["errorType"], error["errorMessage"]) == ("OutOfStockError", "no more tea")
    assert "embedded_handlers.py" in error["stackTrace"][0]


def test_a_process_that_ends_is_a_runtime_exit_error_and_the_next_call_gets_a_new_one(lambda_):
    response, error = invoke(lambda_, "leave", {"status": 3})
    request = response["ResponseMetadata"]["RequestId"]
    assert response["FunctionError"] == "Unhandled"
    assert error["errorType"] == "Runtime.ExitError"
    assert error["errorMessage"] == (
        f"RequestId: {request} Error: Runtime exited with error: exit status 3"
    )

    _, error = invoke(lambda_, "leave", {"signal": signal.SIGKILL})
    assert error["errorMessage"].endswith("Runtime exited with error: signal: killed")

    _, error = invoke(lambda_, "leave", {"status": 0})
    assert error["errorMessage"].endswith("Runtime exited without providing a reason")


def test_a_timeout_ends_the_worker_and_what_it_started(aws, lambda_):
    aws.register(Function("slow", "embedded_handlers.sleep_with_child", timeout=0.4))

    response, error = invoke(lambda_, "slow")

    request = response["ResponseMetadata"]["RequestId"]
    assert response["FunctionError"] == "Unhandled"
    assert error == {
        "errorType": "Sandbox.Timedout",
        "errorMessage": f"RequestId: {request} Error: Task timed out after 0.40 seconds",
    }
    child = logged_pid(aws.log_dir / "slow.log", "child")
    eventually(lambda: not is_running(child), "the end of the worker's child")


def test_a_module_that_does_not_import_is_an_init_error(aws, lambda_):
    aws.register(Function("broken", "no_such_module.handler"))

    response, error = invoke(lambda_, "broken")

    assert response["FunctionError"] == "Unhandled"
    assert error["errorType"] == "Runtime.ImportModuleError"
    assert "No module named 'no_such_module'" in error["errorMessage"]


def test_a_handler_that_is_not_there_is_an_init_error(aws, lambda_):
    aws.register(Function("missing", "embedded_handlers.nothing"))

    assert invoke(lambda_, "missing")[1]["errorType"] == "Runtime.HandlerNotFound"


def test_a_process_that_ends_at_init_is_a_runtime_exit_error(aws, lambda_):
    aws.register(Function("stillborn", "embedded_handlers.echo", {"END_AT_INIT": "4"}))

    _, error = invoke(lambda_, "stillborn")

    assert error["errorType"] == "Runtime.ExitError"
    assert error["errorMessage"].endswith("exit status 4")


def test_warming_a_function_that_does_not_start_says_which_and_why(aws):
    aws.register(Function("cold", "no_such_module.handler"))

    with pytest.raises(FunctionInitError, match=r"Function cold .*no_such_module.*cold\.log"):
        aws.warm("echo", "cold")
    with pytest.raises(FunctionNotRegisteredError, match="nobody"):
        aws.warm("nobody")


def test_a_warm_worker_is_reused(lambda_):
    first, second = (invoke(lambda_, "count")[1] for _ in range(2))

    assert second == {"pid": first["pid"], "calls": first["calls"] + 1}


def test_a_function_runs_as_often_at_once_as_it_may_and_is_throttled_beyond(aws, lambda_):
    aws.register(Function("pair", "embedded_handlers.sleep", concurrency=2))

    with ThreadPoolExecutor(2) as threads:
        calls = [threads.submit(invoke, lambda_, "pair", {"seconds": 0.7}) for _ in range(2)]
        log = aws.log_dir / "pair.log"
        eventually(lambda: log.exists() and log.read_text().count("sleeper") == 2, "two sleepers")
        with pytest.raises(lambda_.exceptions.TooManyRequestsException) as refused:
            invoke(lambda_, "pair", {"seconds": 0})
        pids = {call.result()[1]["pid"] for call in calls}

    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 429
    assert len(pids) == 2
    assert invoke(lambda_, "pair", {"seconds": 0})[1]["pid"] in pids


def test_an_event_is_accepted_at_once_and_runs_later(aws, lambda_):
    response, answer = invoke(lambda_, "order", {"item": "event-tea"}, InvocationType="Event")

    assert (response["StatusCode"], answer) == (202, None)
    log = aws.log_dir / "order.log"
    eventually(lambda: "event-tea" in log.read_text(), "the event's order")


def test_events_beyond_the_concurrency_wait_their_turn(aws, lambda_):
    aws.register(Function("one", "embedded_handlers.sleep", concurrency=1))

    for _ in range(2):
        invoke(lambda_, "one", {"seconds": 0.1}, InvocationType="Event")

    log = aws.log_dir / "one.log"
    eventually(lambda: log.exists() and log.read_text().count("sleeper") == 2, "both events")


def test_a_worker_sees_its_functions_environment_and_nothing_of_ours(aws, lambda_, monkeypatch):
    monkeypatch.setenv("DEVELOPERS_SECRET", "x")
    monkeypatch.setenv("AWS_PROFILE", "production")
    aws.register(Function("env", "embedded_handlers.environment", {"TABLE": "t", "TZ": "CET"}))

    _, environment = invoke(lambda_, "env")

    assert "DEVELOPERS_SECRET" not in environment
    assert "AWS_PROFILE" not in environment
    assert environment["TABLE"] == "t"
    assert environment["AWS_LAMBDA_FUNCTION_NAME"] == "env"
    assert environment["AWS_ENDPOINT_URL"] == aws.endpoint_url
    assert environment["PYTHONPATH"] == str(HERE)
    assert aws.environment.items() <= environment.items()


def test_registering_a_function_again_replaces_it(aws, lambda_):
    aws.register(Function("twice", "embedded_handlers.count"))
    old = invoke(lambda_, "twice")[1]["pid"]

    aws.register(Function("twice", "embedded_handlers.echo"))

    assert invoke(lambda_, "twice", {"new": True})[1] == {"new": True}
    eventually(lambda: not is_running(old), "the end of the old worker")


def test_an_invocation_that_runs_when_its_function_is_replaced_ends_well(aws, lambda_):
    aws.register(Function("during", "embedded_handlers.sleep"))
    with ThreadPoolExecutor(1) as threads:
        call = threads.submit(invoke, lambda_, "during", {"seconds": 0.3})
        old = logged_pid(aws.log_dir / "during.log", "sleeper")
        aws.register(Function("during", "embedded_handlers.echo"))
        assert call.result()[1] == {"pid": old}
    eventually(lambda: not is_running(old), "the end of the old worker")


# ---- what is moto's


def test_a_lambda_reaches_the_other_services(aws, lambda_):
    tables = aws.client("dynamodb")
    tables.create_table(
        TableName="log",
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )

    _, answer = invoke(lambda_, "put", {"table": "log", "key": "k"})

    assert answer == {}
    assert tables.get_item(TableName="log", Key={"pk": {"S": "k"}})["Item"] == {"pk": {"S": "k"}}


def test_objects_travel_whole_and_by_one_connection(aws):
    store = aws.client("s3")
    store.create_bucket(
        Bucket="things", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    body = os.urandom(3_000_000)

    store.put_object(Bucket="things", Key="a/b c", Body=body)

    assert store.head_object(Bucket="things", Key="a/b c")["ContentLength"] == len(body)
    assert store.get_object(Bucket="things", Key="a/b c")["Body"].read() == body
    store.delete_object(Bucket="things", Key="a/b c")
    assert "Contents" not in store.list_objects_v2(Bucket="things")


def test_a_machine_runs_tasks_one_after_the_other(machines):
    arn = machines.create(
        "line",
        "First",
        First=task("order", {"item.$": "$.item"}, ResultPath="$.first", Next="Second"),
        Second=task("echo", {"seen.$": "$.first.Payload.ordered"}, OutputPath="$.Payload"),
    )

    assert machines.output(machines.start(arn, {"item": "tea"})) == {"seen": "tea"}


def test_a_choice_takes_the_branch_that_matches(machines):
    arn = machines.create(
        "choice",
        "Which",
        Which={
            "Type": "Choice",
            "Choices": [{"Variable": "$.n", "NumericGreaterThan": 5, "Next": "Big"}],
            "Default": "Small",
        },
        Big={"Type": "Pass", "Result": {"size": "big"}, "End": True},
        Small={"Type": "Pass", "Result": {"size": "small"}, "End": True},
    )

    runs = [machines.start(arn, {"n": n}) for n in (1, 9)]

    assert [machines.output(run) for run in runs] == [{"size": "small"}, {"size": "big"}]


def test_a_map_runs_each_item_and_keeps_their_order(machines):
    arn = machines.create(
        "map",
        "Each",
        Each={
            "Type": "Map",
            "ItemsPath": "$.items",
            "ItemSelector": {
                "item.$": "$$.Map.Item.Value",
                "index.$": "$$.Map.Item.Index",
                "all.$": "$.thread",
            },
            "ItemProcessor": {
                "StartAt": "One",
                "States": {
                    "One": task(
                        "echo",
                        {"i.$": "$.index", "v.$": "$.item", "t.$": "$.all"},
                        OutputPath="$.Payload",
                    )
                },
            },
            "End": True,
        },
    )

    output = machines.output(machines.start(arn, {"thread": "T", "items": ["a", "b", "c"]}))

    assert output == [{"i": i, "v": v, "t": "T"} for i, v in enumerate("abc")]


def test_a_retry_counts_and_a_catch_tells_why(machines):
    arn = machines.create(
        "recover",
        "Order",
        Order=task(
            "order",
            {
                "item": "tea",
                "error.$": "$.error",
                "attempt.$": "$$.State.RetryCount",
                "until": 1,
            },
            ResultSelector={"answer.$": "$.Payload"},
            Retry=[{"ErrorEquals": ["UnsteadyError"], "IntervalSeconds": 1, "MaxAttempts": 3}],
            Catch=[
                {"ErrorEquals": ["OutOfStockError"], "ResultPath": "$.problem", "Next": "Sorry"}
            ],
        ),
        Sorry={"Type": "Pass", "End": True},
    )

    unsteady, stock = (machines.start(arn, {"error": e}) for e in ("unsteady", "stock"))

    assert machines.output(unsteady) == {"answer": {"ordered": "tea", "attempt": 1}}
    caught = machines.output(stock)
    assert caught["error"] == "stock"
    assert caught["problem"]["Error"] == "OutOfStockError"
    assert json.loads(caught["problem"]["Cause"])["errorMessage"] == "no more tea"


def test_a_crash_and_a_timeout_have_names_that_a_machine_can_catch(aws, machines):
    aws.register(Function("brief", "embedded_handlers.sleep", timeout=0.3))
    arn = machines.create(
        "mishaps",
        "Both",
        Both={
            "Type": "Parallel",
            "Branches": [
                {
                    "StartAt": name,
                    "States": {
                        name: task(
                            name,
                            payload,
                            Catch=[{"ErrorEquals": [error], "Next": f"{name} caught"}],
                        ),
                        f"{name} caught": {"Type": "Pass", "Result": error, "End": True},
                    },
                }
                for name, payload, error in (
                    ("leave", {"status": 1}, "Runtime.ExitError"),
                    ("brief", {"seconds": 30}, "Sandbox.Timedout"),
                )
            ],
            "End": True,
        },
    )

    output = machines.output(machines.start(arn, {}))

    assert output == ["Runtime.ExitError", "Sandbox.Timedout"]


def test_a_throttled_task_fails_by_the_name_that_aws_gives_it(aws, machines):
    aws.register(Function("narrow", "embedded_handlers.sleep", concurrency=1))
    arn = machines.create("throttled", "Sleep", Sleep=task("narrow", {"seconds": 0.5}))

    ends = [machines.end(run) for run in [machines.start(arn, {}) for _ in range(2)]]

    assert sorted(run["status"] for run in ends) == ["FAILED", "SUCCEEDED"]
    assert [run["error"] for run in ends if "error" in run] == ["Lambda.TooManyRequestsException"]


def test_many_executions_of_one_machine_run_at_once(machines):
    arn = machines.create(
        "busy",
        "One",
        One=task("order", {"item.$": "$.item"}, OutputPath="$.Payload", Next="Two"),
        Two=task("echo", {"got.$": "$.ordered"}, OutputPath="$.Payload"),
    )

    # As many as a function may run at once.
    with ThreadPoolExecutor(10) as threads:
        runs = list(threads.map(lambda n: machines.start(arn, {"item": n}), range(10)))

    assert [machines.output(run) for run in runs] == [{"got": n} for n in range(10)]


# ---- beginning and end


def test_a_taken_port_is_told_plainly(aws):
    port = int(aws.endpoint_url.rpartition(":")[2])
    script = f"""
        from stepgraph.embedded import EmbeddedAws
        from stepgraph.errors import PortTakenError
        try:
            EmbeddedAws(port={port}).start()
        except PortTakenError as error:
            print(error.code, error)
    """

    told = run_script(script)

    assert told.startswith(f"EMBEDDED_PORT_TAKEN Port {port} is taken")
    assert "choose another port" in told


def test_a_process_has_one_embedded_aws(aws):
    with pytest.raises(AlreadyRunningError, match="Stop it first"):
        EmbeddedAws().start()
    with pytest.raises(NotRunningError, match="not started"):
        EmbeddedAws().client("s3")


def run_script(script):
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)],
        env=script_environment(),
        capture_output=True,
        text=True,
        check=True,
        timeout=2 * PATIENCE,
    ).stdout


def script_environment():
    return {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}


def test_stopping_leaves_no_process_and_no_state():
    script = f"""
        import json, os
        from stepgraph.embedded import EmbeddedAws, Function

        def machine(aws, name):
            state = {{"Type": "Wait", "Seconds": 60, "End": True}}
            wait = {{"StartAt": "W", "States": {{"W": state}}}}
            states = aws.client("stepfunctions")
            arn = states.create_state_machine(
                name=name, definition=json.dumps(wait), roleArn={ROLE!r}
            )["stateMachineArn"]
            states.start_execution(stateMachineArn=arn, name="long")
            return [m["name"] for m in states.list_state_machines()["stateMachines"]]

        before = dict(os.environ)
        aws = EmbeddedAws(python_path=[{str(HERE)!r}])
        pids, machines = [], []
        for turn in ("first", "second"):
            with aws:
                aws.register(Function("count", "embedded_handlers.count"))
                answer = aws.client("lambda").invoke(FunctionName="count")["Payload"].read()
                pids.append(json.loads(answer)["pid"])
                machines.append(machine(aws, turn))
        print(json.dumps([pids, machines, dict(os.environ) == before]))
    """

    pids, machines, same_environment = json.loads(run_script(script))

    assert len(set(pids)) == 2
    assert not [pid for pid in pids if is_running(pid)]
    assert machines == [["first"], ["second"]]
    assert same_environment


def test_workers_end_when_their_parent_is_killed(tmp_path):
    script = f"""
        import pathlib
        from stepgraph.embedded import EmbeddedAws, Function

        aws = EmbeddedAws(python_path=[{str(HERE)!r}], log_dir=pathlib.Path({str(tmp_path)!r}))
        aws.start()
        for name, handler in ("idle", "sleep"), ("busy", "sleep_with_child"):
            aws.register(Function(name, "embedded_handlers." + handler))
        client = aws.client("lambda")
        client.invoke(FunctionName="idle", Payload='{{"seconds": 0}}')
        client.invoke(FunctionName="busy")
    """
    parent = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)], env=script_environment()
    )
    try:
        workers = [
            logged_pid(tmp_path / "idle.log", "sleeper"),
            logged_pid(tmp_path / "busy.log", "child"),
        ]
        assert all(is_running(pid) for pid in workers)
    finally:
        parent.kill()
        parent.wait()

    for pid in workers:
        eventually(lambda pid=pid: not is_running(pid), "the end of a worker")
