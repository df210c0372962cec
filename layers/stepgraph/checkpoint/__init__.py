"""The log of a thread: its codec, its items, and the tables that hold it."""
