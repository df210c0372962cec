"""The in-process driver: runs supersteps on this machine, with or without a log."""

from stepgraph.execute.driver import adrive, drive
from stepgraph.execute.events import Event, events_of
from stepgraph.execute.journal import Journal, Scratch

__all__ = ["Event", "Journal", "Scratch", "adrive", "drive", "events_of"]
