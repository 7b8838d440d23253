"""News as events of Socket.IO: pure functions, one per kind of news."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from handoff.accounts.events import AgentAvailabilityChanged
from handoff.news.models import Event

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


FRAMES: dict[str, Callable[[Event, SocketIO], list[Named]]] = {
    AgentAvailabilityChanged.type: agent_status_changed,
}
"""By the type of news. The live chat's own are still to come."""
