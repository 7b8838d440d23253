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

from conversations.events import AgentChanged, MessageAdded, MessagesRead, StaffAssigned
from conversations.models import Channel
from handoff.news.models import Event
from handoff.news.whispers import Whisper
from livechat.rooms.serializers import room_message_from

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
            return []  # the team's topic tells of all channels
        return [self._frame(name, payload) for name, payload in render(event.payload)]

    def whispers(self, whisper: Whisper, cursor: int) -> list[Payload]:
        """None: who types says so by client events, which are relayed."""
        return []

    def _frame(self, name: str, payload: Payload) -> Payload:
        data = orjson.dumps(payload).decode()
        return {"event": name, "channel": self.channel, "data": data}


def staff_assigned(payload: Payload) -> list[Named]:
    """These three keys and no other: anybody may hear them."""
    names = ("staff_name", "staff_role", "conversation_id")
    return [("staff-assigned", {name: payload[name] for name in names})]


def new_message(payload: Payload) -> list[Named]:
    """Document 5's message. Notes and system lines are not said to guests."""
    if payload["internal"]:
        return []
    return [("new-message", room_message_from(payload["subject"], payload["message"]))]


def new_message_for_staff(payload: Payload) -> list[Named]:
    """The same, and what a list of conversations shows beside it."""
    room = payload["subject"]["room"]
    about = {name: room[name] for name in ("conversation_id", "guest_name", "unread_count")}
    return [(name, {**message, **about}) for name, message in new_message(payload)]


def messages_read(payload: Payload) -> list[Named]:
    told = {name: payload[name] for name in ("reader", "up_to", "unread_count")}
    conversation_id = payload["subject"]["room"]["conversation_id"]
    return [("messages-read", {"conversation_id": conversation_id, **told})]


def handler_changed(payload: Payload) -> list[Named]:
    """Who answers there now; null where nobody of the staff does."""
    room = payload["subject"]["room"]
    handler = room["current_staff_handler"] or {}
    told = {
        "conversation_id": room["conversation_id"],
        "staff_name": handler.get("name"),
        "staff_role": handler.get("role"),
        "current_staff_handler": room["current_staff_handler"],
    }
    return [("conversation-handler-changed", told)]


FRAMES: dict[Carries, dict[str, Callable[[Payload], list[Named]]]] = {
    Carries.ROOM: {StaffAssigned.type: staff_assigned},
    Carries.CONVERSATION: {MessageAdded.type: new_message, MessagesRead.type: messages_read},
    Carries.STAFF: {
        MessageAdded.type: new_message_for_staff,
        AgentChanged.type: handler_changed,
    },
}
"""By what the channel carries, then by the type of news."""
