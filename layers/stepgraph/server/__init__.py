"""The HTTP API that LangGraph clients speak. It starts runs and reads logs; it runs no node."""

from stepgraph.server.app import create_app
from stepgraph.server.settings import Settings

__all__ = ["Settings", "create_app"]
