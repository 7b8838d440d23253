"""Agents are there for as long as a socket of theirs is open (`handoff.accounts.presence`)."""

from __future__ import annotations

from collections.abc import Collection

from handoff.accounts.presence import sightings
from handoff.actor import Actor, ActorKind
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


def is_somebody(actor: Actor) -> bool:
    """A person of a company's team. A machine that listens with somebody's key is not somebody
    who is there."""
    is_person = actor.kind == ActorKind.USER and actor.key_id is None
    return is_person and actor.is_team and actor.company_id is not None
