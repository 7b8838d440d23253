"""News as events of Pusher's channels: pure functions, one per kind of news.

Names and keys are those of contract document 5 and the README there. Nothing here carries a cursor:
these clients catch up over REST.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import orjson

from conversations.events import StaffAssigned
from conversations.models import Channel
from handoff.news.models import Event
from handoff.news.whispers import Whisper

Payload = dict[str, Any]
Named = tuple[str, Payload]


class Carries(StrEnum):
    """What news a channel of ours carries."""

    ROOM = "room"
    CONVERSATION = "conversation"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Pusher:
    """The words of one channel: whoever is subscribed to it shares the encoded text."""

    channel: str
    carries: Carries

    def frames(self, event: Event) -> list[Payload]:
        render = FRAMES[self.carries].get(event.type)
        if render is None or event.payload["subject"]["channel"] != Channel.ROOM:
            return []
        return [self._frame(name, payload) for name, payload in render(event.payload)]

    def whispers(self, whisper: Whisper) -> list[Payload]:
        name = WHISPERS[self.carries].get(whisper.type)
        return [self._frame(name, whisper.payload)] if name else []

    def _frame(self, name: str, payload: Payload) -> Payload:
        data = orjson.dumps(payload).decode()
        return {"event": name, "channel": self.channel, "data": data}


def staff_assigned(payload: Payload) -> list[Named]:
    """These three keys and no other: anybody may hear them."""
    names = ("staff_name", "staff_role", "conversation_id")
    return [("staff-assigned", {name: payload[name] for name in names})]


FRAMES: dict[Carries, dict[str, Callable[[Payload], list[Named]]]] = {
    Carries.ROOM: {StaffAssigned.type: staff_assigned},
    Carries.CONVERSATION: {},
    Carries.STAFF: {},
}
"""By what the channel carries, then by the type of news."""

WHISPERS: dict[Carries, dict[str, str]] = {
    Carries.ROOM: {},
    Carries.CONVERSATION: {"typing": "typing"},
    Carries.STAFF: {},
}
