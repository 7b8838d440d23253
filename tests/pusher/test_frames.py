"""News as events of Pusher's channels, without sockets."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.utils import timezone

from conversations.events import (
    AgentChanged,
    ConversationClosed,
    MessageAdded,
    MessagesRead,
    StaffAssigned,
    StopChanged,
)
from handoff.news.models import Event
from handoff.realtime.dialects.pusher.frames import FRAMES, Carries, Pusher
from livechat.rooms.schema.shapes import RoomMessage

ALICE = {"id": 5, "name": "Alice Adams", "role": "Receptionist", "profile_image": None}
SUBJECT: dict[str, Any] = {
    "channel": "room",
    "name": "Greta Guest",
    "room": {
        "conversation_id": 7, "room_number": 101, "hotel_slug": "hotel-abc",
        "guest_name": "Greta Guest", "unread_count": 2, "current_staff_handler": ALICE,
    },
}  # fmt: skip
SAID = {
    "id": "9", "author": "agent", "agent_id": "5", "agent_name": "Alice Adams",
    "message": "At once", "timestamp": "2026-11-04T14:30:00.000Z", "client_id": "m-1",
}  # fmt: skip
GUESTS = {**SAID, "author": "customer", "agent_id": "", "agent_name": ""}
NEWS: dict[str, dict[str, Any]] = {
    MessageAdded.type: {"message": SAID, "internal": False, "timestamp": 1},
    MessagesRead.type: {"reader": "staff", "up_to": 9, "unread_count": 0, "timestamp": 1},
    AgentChanged.type: {"agent": {}, "previous_agent_id": "", "timestamp": 1},
    StaffAssigned.type: {
        "staff_name": "Alice Adams", "staff_role": "Receptionist", "conversation_id": 7,
    },
    StopChanged.type: {"stop": True, "timestamp": 1},
    ConversationClosed.type: {"by": {}, "timestamp": 1},
}  # fmt: skip


def told(carries: Carries, type: str, **changed: Any) -> list[tuple[str, dict[str, Any]]]:
    """Name and data of what a channel is told."""
    payload = {"subject": SUBJECT, **NEWS[type], **changed}
    event = Event(
        company_id=1, seq=3, conversation_id=7, type=type, payload=payload, topics=[],
        created_at=timezone.now(),
    )  # fmt: skip
    frames = Pusher("some-channel", carries).frames(event)
    assert all(frame["channel"] == "some-channel" for frame in frames)
    return [(frame["event"], json.loads(frame["data"])) for frame in frames]


TOLD: dict[str, list[dict[str, Any]]] = {}
for carries, table in FRAMES.items():
    for type in table:
        for name, data in told(carries, type):
            TOLD.setdefault(name, []).append(data)


def test_a_room_is_told_three_words_and_nothing_else() -> None:
    heard = {type: told(Carries.ROOM, type) for type in NEWS}

    assert {type for type, frames in heard.items() if frames} == {StaffAssigned.type}
    assert heard[StaffAssigned.type] == [
        (
            "staff-assigned",
            {"staff_name": "Alice Adams", "staff_role": "Receptionist", "conversation_id": 7},
        )
    ]


def test_a_message_is_the_one_that_rest_shows() -> None:
    ((name, message),) = told(Carries.CONVERSATION, MessageAdded.type)

    assert name == "new-message"
    assert message.keys() == RoomMessage().fields.keys() - {"attachments"}
    assert (message["id"], message["staff"], message["staff_info"]["role"]) == (
        9, 5, "Receptionist",
    )  # fmt: skip


def test_a_guests_message_names_nobody_of_the_staff() -> None:
    ((_, message),) = told(Carries.CONVERSATION, MessageAdded.type, message=GUESTS)

    assert message["sender_type"] == "guest"
    assert [message[key] for key in message if key.startswith("staff")] == [None] * 5


def test_the_staff_reads_beside_it_what_a_list_shows() -> None:
    ((_, message),) = told(Carries.STAFF, MessageAdded.type)

    assert (message["conversation_id"], message["guest_name"], message["unread_count"]) == (
        7, "Greta Guest", 2,
    )  # fmt: skip


@pytest.mark.parametrize("carries", [Carries.CONVERSATION, Carries.STAFF])
def test_a_note_is_not_told(carries: Carries) -> None:
    assert told(carries, MessageAdded.type, internal=True) == []


def test_who_handles_a_room_is_null_once_nobody_does() -> None:
    nobody = {**SUBJECT, "room": {**SUBJECT["room"], "current_staff_handler": None}}

    ((name, data),) = told(Carries.STAFF, AgentChanged.type, subject=nobody)

    assert name == "conversation-handler-changed"
    assert data == {
        "conversation_id": 7, "staff_name": None, "staff_role": None,
        "current_staff_handler": None,
    }  # fmt: skip


@pytest.mark.parametrize("type", [MessageAdded.type, AgentChanged.type])
@pytest.mark.parametrize("channel", ["messenger", "chat"])
def test_the_staffs_channel_tells_of_rooms_alone(type: str, channel: str) -> None:
    assert told(Carries.STAFF, type, subject={"channel": channel}) == []


def test_channels_share_no_text() -> None:
    assert Pusher("a", Carries.STAFF) != Pusher("b", Carries.STAFF)
    assert hash(Pusher("a", Carries.STAFF)) == hash(Pusher("a", Carries.STAFF))
