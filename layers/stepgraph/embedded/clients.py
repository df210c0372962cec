"""boto3 clients that see the embedded AWS and nothing of the developer's own settings."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING, Any

from stepgraph.embedded.environment import ANYONE

if TYPE_CHECKING:
    from boto3.session import Session

# Where a setting would come from, emptied: (name in a file, in the environment, default, as a).
_SETTINGS = {
    "profile": (None, None, None, None),
    "config_file": (None, None, os.devnull, None),
    "credentials_file": (None, None, os.devnull, None),
}


class Clients:
    """Makes clients, on any thread."""

    def __init__(self, endpoint_url: str, region: str) -> None:
        self._endpoint_url = endpoint_url
        self._region = region
        self._lock = threading.Lock()  # a session of boto3 makes one client at a time
        self._session: Session | None = None

    def client(self, service: str) -> Any:
        with self._lock:
            if self._session is None:
                self._session = self._new_session()
            return self._session.client(service, endpoint_url=self._endpoint_url)

    def _new_session(self) -> Session:
        import boto3.session
        import botocore.session

        core = botocore.session.Session(session_vars=_SETTINGS)
        return boto3.session.Session(
            aws_access_key_id=ANYONE,
            aws_secret_access_key=ANYONE,
            region_name=self._region,
            botocore_session=core,
        )
