"""When what somebody may hear has to be decided again.

Listeners that hear conversations are asked about anew when one begins or changes hands. All other
changes of rights end their sockets (`standing`).
"""

from __future__ import annotations

from collections.abc import Iterable

from conversations.events import AgentChanged, ConversationClosed, ConversationOpened
from handoff import topics
from handoff.news.models import Event
from handoff.realtime.listener import Listener
from handoff.realtime.threads import reads

CHANGES = frozenset({ConversationOpened.type, AgentChanged.type})


def is_change(event: Event) -> bool:
    """Whether somebody may hear more or less after this event than before."""
    return event.type in CHANGES


def concerns(event: Event, listener: Listener) -> bool:
    """Whether a change is about this listener: who comes, who goes, and who listens there."""
    if "conversation" not in listener.kinds or event.conversation_id is None:
        return False
    if topics.conversation(event.conversation_id) in listener.topics:
        return True
    if event.type == ConversationOpened.type:
        return bool(event.payload["participant"] == listener.actor.participant)
    agents = (event.payload["agent"]["agent_id"], event.payload["previous_agent_id"])
    return str(listener.actor.user_id) in agents


def forget_ended(event: Event, listeners: Iterable[Listener]) -> None:
    """What was asked for and has ended is not asked for any more: it tells nothing, and would
    count as one of the few that one connection may ask for."""
    if event.type == ConversationClosed.type and event.conversation_id is not None:
        for listener in listeners:
            listener.asked.discard(topics.conversation(event.conversation_id))


async def topics_of(listener: Listener) -> frozenset[str]:
    """What it may hear now: what comes unasked, and what it asked for and still may hear."""
    return await reads.run(_topics_of, listener)


def _topics_of(listener: Listener) -> frozenset[str]:
    own = topics.own(listener.actor, *listener.kinds)
    return own | topics.heard(listener.actor, listener.asked)
