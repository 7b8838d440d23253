"""Which switchboard serves this process."""

from __future__ import annotations

import asyncio

from handoff.realtime.pusher import crossing
from handoff.realtime.pusher.crossing import GROUP, Cast
from handoff.realtime.pusher.switchboard import Switchboard
from handoff.realtime.serving import the_hub

_switchboard: Switchboard | None = None


def the_switchboard() -> Switchboard:
    """The switchboard of the running loop, made by the lifespan, or else by the first socket."""
    global _switchboard
    if _switchboard is None or _switchboard.loop is not asyncio.get_running_loop():
        _switchboard = Switchboard(crossing.send)
        the_hub().listen(GROUP, _switchboard.hear)
    return _switchboard


async def stop_switchboard() -> None:
    """End it and its sockets."""
    global _switchboard
    switchboard, _switchboard = _switchboard, None
    if switchboard is not None:
        await switchboard.stop()


def broadcast(cast: Cast) -> None:
    """Tell all who are subscribed, here and in other processes, from any thread."""
    if _switchboard is not None:
        _switchboard.hand_over(cast)
    crossing.send(cast)
