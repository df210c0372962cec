"""How the writes of a superstep fold into the value of a channel. Pure; no state lives here."""

from stepgraph.channels.after_finish import LastValueAfterFinish, NamedBarrierValueAfterFinish
from stepgraph.channels.annotations import channels_of, managed_of
from stepgraph.channels.any_value import AnyValue
from stepgraph.channels.barrier import Barrier, NamedBarrierValue
from stepgraph.channels.base import MISSING, BaseChannel, Channel
from stepgraph.channels.context import Context
from stepgraph.channels.delta import DeltaChannel
from stepgraph.channels.ephemeral_value import EphemeralValue
from stepgraph.channels.last_value import LastValue
from stepgraph.channels.reducer import BinaryOperatorAggregate
from stepgraph.channels.topic import Topic
from stepgraph.channels.untracked_value import UntrackedValue

__all__ = [
    "MISSING",
    "AnyValue",
    "Barrier",
    "BaseChannel",
    "BinaryOperatorAggregate",
    "Channel",
    "Context",
    "DeltaChannel",
    "EphemeralValue",
    "LastValue",
    "LastValueAfterFinish",
    "NamedBarrierValue",
    "NamedBarrierValueAfterFinish",
    "Topic",
    "UntrackedValue",
    "channels_of",
    "managed_of",
]
