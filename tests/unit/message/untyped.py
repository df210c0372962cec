"""Names without their types: tests do on purpose what a type checker would not let them do."""

from typing import Any

from stepgraph import message
from stepgraph.message import listing, tokens

AIMessage: Any = message.AIMessage
AIMessageChunk: Any = message.AIMessageChunk
HumanMessage: Any = message.HumanMessage
RemoveMessage: Any = message.RemoveMessage
SystemMessage: Any = message.SystemMessage
ToolMessage: Any = message.ToolMessage
Limit: Any = tokens.Limit
MessageList: Any = listing.MessageList
add_messages: Any = message.add_messages
known_list: Any = listing.known_list
longer_list: Any = listing.longer_list
message_from: Any = message.message_from
trim_messages: Any = message.trim_messages
