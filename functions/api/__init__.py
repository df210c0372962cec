"""The Lambda behind the HTTP API."""
