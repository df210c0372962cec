"""The environments of processes around the embedded AWS: its clients and its workers."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence

from stepgraph.embedded.function import Function

# What a process needs from the machine to run at all; nothing else of the developer's
# environment reaches a function, as on AWS.
_FROM_MACHINE = ("PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")

# moto asks who somebody is and believes every answer; this one is nobody's real key.
ANYONE = "embedded"

_LOOPBACK = ("127.0.0.1", "localhost")


def client_environment(endpoint_url: str, region: str) -> dict[str, str]:
    """What makes any AWS client of a process talk to the embedded AWS and to nothing else."""
    return {
        "AWS_ENDPOINT_URL": endpoint_url,
        "AWS_ACCESS_KEY_ID": ANYONE,
        "AWS_SECRET_ACCESS_KEY": ANYONE,
        "AWS_SESSION_TOKEN": ANYONE,
        "AWS_DEFAULT_REGION": region,
        "AWS_REGION": region,
        "AWS_EC2_METADATA_DISABLED": "true",
        # A profile of the developer's could bring another endpoint or real credentials.
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        **loopback_without_proxy(os.environ),
    }


def loopback_without_proxy(environment: Mapping[str, str]) -> dict[str, str]:
    """Keep requests to this machine off a proxy that the developer may have set."""
    given = environment.get("no_proxy") or environment.get("NO_PROXY") or ""
    hosts = ",".join(dict.fromkeys((*filter(None, given.split(",")), *_LOOPBACK)))
    return {"NO_PROXY": hosts, "no_proxy": hosts}


def task_root(python_path: Sequence[str]) -> str:
    """Where the function's code lies, which is also where its process stands."""
    return os.path.abspath(python_path[0]) if python_path else os.getcwd()


def worker_environment(
    function: Function, runtime_api: str, client: Mapping[str, str], python_path: Sequence[str]
) -> dict[str, str]:
    """The whole environment of a worker; the function's own settings win over the client's."""
    machine = {name: os.environ[name] for name in _FROM_MACHINE if name in os.environ}
    path = {"PYTHONPATH": os.pathsep.join(python_path)} if python_path else {}
    lambda_ = _lambda_environment(function, runtime_api, task_root(python_path))
    return {**machine, **path, **client, **function.environment, **lambda_}


def _lambda_environment(function: Function, runtime_api: str, root: str) -> dict[str, str]:
    return {
        "AWS_LAMBDA_RUNTIME_API": runtime_api,
        "AWS_LAMBDA_FUNCTION_NAME": function.name,
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(function.memory),
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{function.name}",
        "AWS_LAMBDA_LOG_STREAM_NAME": "embedded",
        "AWS_EXECUTION_ENV": f"AWS_Lambda_python{sys.version_info.major}.{sys.version_info.minor}",
        "AWS_XRAY_CONTEXT_MISSING": "LOG_ERROR",
        "LAMBDA_TASK_ROOT": root,
        "LANG": "en_US.UTF-8",
        "TZ": ":UTC",
        "_HANDLER": function.handler,
    }
