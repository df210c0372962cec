"""The Lambda that closes runs whose execution was aborted, timed out or broke a limit."""
