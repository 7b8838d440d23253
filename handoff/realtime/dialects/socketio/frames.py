"""News as events of Socket.IO: pure functions, one per kind of news.

Names and keys are those of contract document 4 and the README there ("Shapes"); what nests is
worded by the live chat's `serializers`, as in REST replies and acknowledgements.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from conversations.events import MessageAdded
from conversations.models import Channel
from handoff.accounts.events import AgentAvailabilityChanged
from handoff.news.models import Event
from handoff.news.whispers import Whisper
from livechat.events import (
    ChatAssigned,
    ChatEnded,
    ChatLeftQueue,
    ChatReturned,
    ChatStarted,
    QueueMoved,
)
from livechat.serializers import chat_message_from

Payload = dict[str, Any]
Named = tuple[str, Payload]


@dataclass(frozen=True, slots=True)
class SocketIO:
    """The words for one side: the team's sockets, or those of participants."""

    is_team: bool

    def frames(self, event: Event) -> list[Named]:
        """Name and payload of each event a client is told, in order; the last one's payload
        carries the cursor."""
        render = FRAMES.get(event.type)
        frames = render(event, self) if render else []
        if frames:
            name, payload = frames[-1]
            frames[-1] = (name, {**payload, "cursor": event.seq})
        return frames

    def whispers(self, whisper: Whisper, cursor: int) -> list[Named]:
        """The same for what is heard now or never: with the cursor of the event before."""
        name = WHISPERS.get(whisper.type)
        return [(name, {**whisper.payload, "cursor": cursor})] if name else []


def new_message(event: Event, dialect: SocketIO) -> list[Named]:
    """The flat message of a chat. Notes and system lines, and other channels' messages, are not
    document 4's."""
    payload = event.payload
    if payload["internal"] or payload["subject"]["channel"] != Channel.CHAT:
        return []
    return [("chat:new_message", chat_message_from(payload["subject"], payload["message"]))]


def new_session(event: Event, dialect: SocketIO) -> list[Named]:
    """Somebody waits for an agent, for the first time or again: never told to customers."""
    names = ("session_id", "session", "previous_agent_id", "reason")
    return [("chat:new_session", _parts(event.payload, *names))] if dialect.is_team else []


def session_assigned(event: Event, dialect: SocketIO) -> list[Named]:
    """A transfer says from whom and why."""
    payload = _parts(event.payload, "session_id", "session", "agent")
    if event.payload["transferred_from"]:
        payload |= _parts(event.payload, "transferred_from", "reason")
    return [("chat:session_assigned", payload)]


def session_updated(event: Event, dialect: SocketIO) -> list[Named]:
    """It has left the queue: whoever shows who waits takes it off. Never told to customers."""
    payload = _parts(event.payload, "session_id", "session")
    return [("chat:session_updated", payload)] if dialect.is_team else []


def ended(event: Event, dialect: SocketIO) -> list[Named]:
    return [("chat:ended", _parts(event.payload, "session_id", "session", "ended_by"))]


def queue_position(event: Event, dialect: SocketIO) -> list[Named]:
    names = ("session_id", "position", "expected_wait_seconds")
    return [("chat:queue_position", _parts(event.payload, *names))]


def agent_status_changed(event: Event, dialect: SocketIO) -> list[Named]:
    """Contract README, "Document 4", "Shapes"; `reason` says why."""
    news = event.payload
    payload = {
        "agent_id": news["agent_id"],
        "status": news["status"],
        "availability_status": news["status"],
        "reason": news["reason"],
    }
    return [("agent:status_changed", payload)] if dialect.is_team else []


def _parts(payload: Payload, *names: str) -> Payload:
    return {name: payload[name] for name in names if name in payload}


FRAMES: dict[str, Callable[[Event, SocketIO], list[Named]]] = {
    MessageAdded.type: new_message,
    ChatStarted.type: new_session,
    ChatReturned.type: new_session,
    ChatAssigned.type: session_assigned,
    ChatLeftQueue.type: session_updated,
    ChatEnded.type: ended,
    QueueMoved.type: queue_position,
    AgentAvailabilityChanged.type: agent_status_changed,
}
"""By the type of news."""

WHISPERS: dict[str, str] = {"typing": "chat:typing"}
"""The names of events that are not stored; their payload is the whisper's."""
