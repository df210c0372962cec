"""Lambda handlers for test_embedded_aws.py; they run in workers, never in the test's process."""

import os
import subprocess
import sys
import time

if "END_AT_INIT" in os.environ:
    os._exit(int(os.environ["END_AT_INIT"]))

_state = {"calls": 0}


class OutOfStockError(Exception):
    pass


class UnsteadyError(Exception):
    pass


def say(*words):
    """Leave a line in the function's log."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")


def echo(event, context):
    return event


def count(event, context):
    """Who answers, and how often it has."""
    _state["calls"] += 1
    return {"pid": os.getpid(), "calls": _state["calls"]}


def environment(event, context):
    return dict(os.environ)


def about(event, context):
    return {
        "name": context.function_name,
        "arn": context.invoked_function_arn,
        "memory": context.memory_limit_in_mb,
        "request": context.aws_request_id,
        "left": context.get_remaining_time_in_millis(),
        "path": sys.path,
        "cwd": os.getcwd(),
    }


def order(event, context):
    """Order an item: `error` says how it goes wrong, and until which attempt."""
    say("ordering", event)
    if event.get("error") == "stock":
        raise OutOfStockError("no more " + event["item"])
    if event.get("error") == "unsteady" and event["attempt"] < event["until"]:
        raise UnsteadyError("not yet")
    return {"ordered": event["item"], "attempt": event.get("attempt")}


def leave(event, context):
    if "status" in event:
        os._exit(event["status"])
    os.kill(os.getpid(), event["signal"])


def sleep(event, context):
    say("sleeper", os.getpid())
    time.sleep(event["seconds"])
    return {"pid": os.getpid()}


def sleep_with_child(event, context):
    child = subprocess.Popen(["sleep", "60"])
    say("child", child.pid)
    time.sleep(60)


def put(event, context):
    import boto3

    boto3.client("dynamodb").put_item(TableName=event["table"], Item={"pk": {"S": event["key"]}})
    return {}
