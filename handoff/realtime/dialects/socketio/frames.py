"""News as events of Socket.IO: pure functions, one per kind of news."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from handoff.news.models import Event
from handoff.news.whispers import Whisper

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

    def whispers(self, whisper: Whisper) -> list[Named]:
        """The same for what is heard now or never: without a cursor."""
        name = WHISPERS.get(whisper.type)
        return [(name, whisper.payload)] if name else []


FRAMES: dict[str, Callable[[Event, SocketIO], list[Named]]] = {}
"""By the type of news. The live chat's own are still to come."""

WHISPERS: dict[str, str] = {"typing": "chat:typing"}
"""The names of events that are not stored; their payload is the whisper's."""
