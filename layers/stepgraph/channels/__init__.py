"""How the writes of a superstep fold into the value of a channel. Pure; no state lives here."""

from stepgraph.channels.annotations import channels_of
from stepgraph.channels.barrier import Barrier
from stepgraph.channels.base import MISSING, Channel
from stepgraph.channels.last_value import LastValue
from stepgraph.channels.reducer import BinaryOperatorAggregate

__all__ = [
    "MISSING",
    "Barrier",
    "BinaryOperatorAggregate",
    "Channel",
    "LastValue",
    "channels_of",
]
