"""Agents are there for as long as a socket of theirs is open (`handoff.accounts.presence`)."""

from __future__ import annotations

from collections.abc import Collection

from handoff.accounts.presence import is_somebody, sightings
from handoff.realtime.listener import Listener
from handoff.realtime.threads import orders


async def note_seen(listeners: Collection[Listener]) -> None:
    """Note all of this process at once, however many sockets each has."""
    there = {
        listener.actor.user_id
        for listener in listeners
        if listener.closing is None and is_somebody(listener.actor)
    }
    if there:
        await orders.run(sightings.note, sorted(id for id in there if id is not None))
