"""Which hub serves this process."""

from __future__ import annotations

import asyncio

from channels.layers import get_channel_layer

from handoff.realtime.attendance import note_seen
from handoff.realtime.hub import Hub
from handoff.realtime.relay import Relay

_hub: Hub | None = None


def the_hub() -> Hub:
    """The hub of the running loop, started: by the lifespan, or else by the first socket."""
    global _hub
    if _hub is None or _hub.loop is not asyncio.get_running_loop():
        layer = get_channel_layer()
        relay = Relay(layer) if layer is not None else None
        _hub = Hub(relay=relay, see=note_seen)
        _hub.start()
    return _hub


def current_hub() -> Hub | None:
    """The hub of this process from any thread, if it serves sockets at all."""
    return _hub


async def stop_hub() -> None:
    """End the hub and its sockets."""
    global _hub
    hub, _hub = _hub, None
    if hub is not None:
        await hub.stop()
