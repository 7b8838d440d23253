"""What comes in, made safe before python-socketio acts on it."""

from __future__ import annotations

from typing import Any

import orjson
from socketio import packet

from handoff.realtime.dialects.socketio.requests import UNREADABLE

RESERVED = frozenset({"connect", "disconnect", "connect_error", "*", "__disconnect_final"})
EVENTS = (packet.EVENT, packet.BINARY_EVENT)


class Packet(packet.Packet):  # type: ignore[misc]  # python-socketio has no types
    """A packet whose events have a name that is a text.

    python-socketio calls the handlers of `connect` and `disconnect` for events of these names too,
    and fails on names that are none: then no acknowledgement would come. The same goes for JSON
    that cannot be read: a browser sends half a character where somebody cut an emoji in two.
    """

    def decode(self, encoded_packet: Any) -> Any:
        try:
            attachments = super().decode(encoded_packet)
        except orjson.JSONDecodeError:
            if self.packet_type != packet.EVENT:  # nothing that is answered
                raise
            attachments = 0
        if self.packet_type in EVENTS:
            self.data: Any = named(self.data)
        return attachments


def named(data: Any) -> list[Any]:
    """The event's name and what came with it."""
    if not isinstance(data, list) or not data or not isinstance(data[0], str):
        return [UNREADABLE]
    return [UNREADABLE] if data[0] in RESERVED else data
